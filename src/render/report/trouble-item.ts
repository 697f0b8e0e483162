import type { Diagnosis } from "../../model/diagnosis.ts";
import type { Question } from "../../model/question.ts";
import { refText } from "../../model/ref.ts";
import type { Item } from "../block.ts";
import { claim } from "../claim.ts";
import { placed } from "../evidence-line.ts";
import { type Line, line, toned } from "../line.ts";
import { proof } from "../proof.ts";
import { shellWord } from "../shell-word.ts";
import { clock } from "../times.ts";
import { verdictMark } from "../verdict-mark.ts";

/** How pairs are told in a list. */
export interface PairsOptions {
  /** All of long lists. */
  readonly details: boolean;
  /** How one would ask about a pair alone; as at a terminal where it is not given. */
  readonly ask?: (question: Question) => string;
}

/** One pair among many, with what is to blame and how to hear the whole story. */
export function troubleItem(
  pair: string,
  diagnosis: Diagnosis,
  also: readonly Line[],
  { ask = atTerminal }: PairsOptions,
): Item {
  const { verdict, summary, culprit, findings, question } = diagnosis;
  const said = claim(diagnosis);
  const fix = findings[0]?.fix;
  return {
    mark: verdictMark[verdict],
    line: line(toned("strong", pair), `  ${said}`),
    below: [
      ...(said === summary ? [] : [line(summary)]),
      ...(culprit === undefined
        ? []
        : [
            line(
              toned("dim", "to blame: "),
              refText(culprit),
              culprit.path === "" ? undefined : toned("code", ` ${culprit.path}`),
              placed(culprit),
            ),
          ]),
      ...since(diagnosis),
      ...also,
      ...(fix === undefined ? [] : [line(toned("dim", `fix, ${proof(fix)}: `), `${fix.summary}; ${fix.outcome}`)]),
      line(toned("dim", "more: "), toned("code", ask(question))),
    ],
  };
}

function atTerminal({ from, to }: Question): string {
  return `mesh why ${shellWord(from)} ${shellWord(to)}`;
}

function since({ since: seen, culprit, observedAt }: Diagnosis): readonly Line[] {
  const changed =
    culprit?.changedAt === undefined
      ? undefined
      : `changed ${clock(culprit.changedAt, observedAt)}${culprit.changedBy === undefined ? "" : ` by ${culprit.changedBy}`}`;
  const failing = seen === undefined ? undefined : `failing since ${clock(seen.firstFailure, observedAt)}`;
  const parts = [failing, changed, culprit?.owner].filter((part) => part !== undefined);
  return parts.length === 0 ? [] : [line(parts.join(", "))];
}
