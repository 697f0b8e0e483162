import type { Diagnosis } from "../../model/diagnosis.ts";
import { type Flow, flowText } from "../../model/flow.ts";
import { percent } from "../../model/percent.ts";
import type { Header } from "../../model/question.ts";
import type { Trace } from "../../model/trace.ts";
import type { Item, Section } from "../block.ts";
import { endingMark, endingWords } from "../ending-words.ts";
import { firstFew } from "../first-few.ts";
import { line, type Span, toned } from "../line.ts";
import { type Mark, marked } from "../mark.ts";
import { moreItem } from "../more-item.ts";
import { type Outcome, outcomes } from "../outcomes.ts";

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
  const flows = tried.map(({ trace }) => trace.flow);
  const items = firstFew(
    tried.map(({ trace, found }) => item(trace, found, marksOf(trace.flow, flows))),
    mostFlows,
    moreItem,
  );
  return [{ title: line("Other requests of this pair"), blocks: [{ kind: "list", items }] }];
}

/** What tells a request from others that would print the same: the headers that not all of them have. */
function marksOf(flow: Flow, flows: readonly Flow[]): string {
  const twins = flows.filter((other) => other !== flow && flowText(other) === flowText(flow));
  const has = ({ headers }: Flow, { name, value }: Header) =>
    headers.some((other) => other.name === name && other.value === value);
  return flow.headers
    .filter((header) => twins.some((twin) => !has(twin, header)))
    .map(({ name, value }) => ` with ${name}: ${value}`)
    .join("");
}

function item({ flow }: Trace, found: readonly Outcome[], marks: string): Item {
  const ends = found
    .slice(0, mostOutcomes)
    .flatMap(({ end, share }, index): (string | Span)[] => [
      index === 0 ? "  " : ", ",
      found.length === 1 ? "" : `${percent(share)} `,
      marked(endingMark(end), endingWords(end)),
    ]);
  const more = found.length > mostOutcomes ? ", and others" : undefined;
  return { line: line(flowText(flow), marks, ...ends, more, toned("dim", `  (${flow.chosenBecause})`)), below: [] };
}

function worst(found: readonly Outcome[]): number {
  return Math.min(...found.map(({ end }) => gravity.indexOf(endingMark(end))));
}
