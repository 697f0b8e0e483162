import type { Diagnosis } from "../../model/diagnosis.ts";
import { flowText } from "../../model/flow.ts";
import type { Trace } from "../../model/trace.ts";
import type { Item, Section } from "../block.ts";
import { endingMark, endingWords } from "../ending-words.ts";
import { firstFew } from "../first-few.ts";
import { line, type Span, toned } from "../line.ts";
import { type Mark, marked } from "../mark.ts";
import { moreItem } from "../more-item.ts";
import { type Outcome, outcomes } from "../outcomes.ts";
import { percent } from "../share.ts";

const mostFlows = 8;
const mostOutcomes = 4;
const gravity: readonly Mark[] = ["bad", "unsure", "warn", "good", "none"];

/** What became of the other requests that were tried, the troubled ones first. */
export function otherFlows({ traces }: Diagnosis): Section[] {
  const tried = traces
    .slice(1)
    .map((trace) => ({ trace, found: outcomes(trace) }))
    .sort((a, b) => worst(a.found) - worst(b.found));
  if (tried.length === 0) return [];
  const items = firstFew(
    tried.map(({ trace, found }) => item(trace, found)),
    mostFlows,
    moreItem,
  );
  return [{ title: line("Other requests of this pair"), blocks: [{ kind: "list", items }] }];
}

function item({ flow }: Trace, found: readonly Outcome[]): Item {
  const ends = found
    .slice(0, mostOutcomes)
    .flatMap(({ end, share }, index): (string | Span)[] => [
      index === 0 ? "  " : ", ",
      found.length === 1 ? "" : `${percent(share)} `,
      marked(endingMark(end), endingWords(end)),
    ]);
  const more = found.length > mostOutcomes ? ", and others" : undefined;
  return { line: line(flowText(flow), ...ends, more, toned("dim", `  (${flow.chosenBecause})`)), below: [] };
}

function worst(found: readonly Outcome[]): number {
  return Math.min(...found.map(({ end }) => gravity.indexOf(endingMark(end))));
}
