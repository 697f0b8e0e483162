import type { Diagnosis, StepResult, StepStatus } from "../../model/diagnosis.ts";
import type { Block, Fact, Section } from "../block.ts";
import { type CombinedStep, combineSteps } from "../combine-steps.ts";
import { type Line, line } from "../line.ts";
import { type Mark, marked } from "../mark.ts";
import { stepNames } from "../step-names.ts";

const marks: Readonly<Record<StepStatus, Mark>> = {
  passed: "good",
  failed: "bad",
  warned: "warn",
  skipped: "none",
  unknown: "unsure",
};
const words: Readonly<Record<StepStatus, string>> = {
  passed: "passed",
  failed: "failed",
  warned: "warned",
  skipped: "skipped",
  unknown: "unknown",
};

/** The steps in the order they were taken; neighbours of one status share a line. */
export function checklist({ steps }: Diagnosis, details: boolean): Section[] {
  if (steps.length === 0) return [];
  return [
    {
      title: line("Steps"),
      blocks: [{ kind: "facts", facts: runs(combineSteps(steps)).map(fact) }, ...(details ? [every(steps)] : [])],
    },
  ];
}

function runs(steps: readonly CombinedStep[]): CombinedStep[][] {
  const found: CombinedStep[][] = [];
  for (const step of steps) {
    const last = found.at(-1);
    if (last?.[0] !== undefined && alike(last[0], step)) last.push(step);
    else found.push([step]);
  }
  return found;
}

function alike(one: CombinedStep, other: CombinedStep): boolean {
  if (one.status !== other.status) return false;
  return one.status !== "skipped" || JSON.stringify(skipped(one)) === JSON.stringify(skipped(other));
}

/** What reasons that are met often are called in the margin. */
const shortly: readonly (readonly [RegExp, string])[] = [
  [/^not reached$| must hold first$/, "not reached"],
  [/^no gateway on the way$/, "not on the way"],
  [/^the caller has no proxy$/, "no proxy"],
  [/^no token in the request$/, "no token"],
  [/^no call of this pair |^the access logs show no call |^no access log /, "no call logged"],
  [/^no answer of the application was logged$/, "not logged"],
];

/** Why a step was skipped: in the margin, or in its own words behind the steps. That it was not reached tells least. */
function skipped({ reasons }: CombinedStep): { readonly label: string; readonly why?: string } {
  const named = reasons.map((why) => ({ why, label: shortly.find(([pattern]) => pattern.test(why))?.[1] }));
  const first = named.find(({ label }) => label !== "not reached");
  if (first === undefined) return { label: "not reached" };
  return first.label === undefined ? { label: words.skipped, why: first.why } : { label: first.label };
}

function fact(run: readonly CombinedStep[]): Fact {
  const status = run[0]?.status ?? "skipped";
  if (status === "unknown") return { label: words[status], lines: run.map(explained) };
  const { label, why } = status === "skipped" && run[0] !== undefined ? skipped(run[0]) : { label: words[status] };
  const entries = run.flatMap((step, index) => [index === 0 ? "" : "  ", entry(step)]);
  return { label, lines: [line(...entries, why === undefined ? undefined : `: ${why}`)] };
}

function explained(step: CombinedStep): Line {
  return line(entry(step), step.reasons.length === 0 ? undefined : `: ${step.reasons.join("; ")}`);
}

function entry({ step, status }: CombinedStep) {
  return marked(marks[status], stepNames[step]);
}

function every(steps: readonly StepResult[]): Block {
  return {
    kind: "list",
    items: steps.map(({ title, check, status, reason }) => ({
      mark: marks[status],
      line: line(`${words[status]}: ${title} (${check})`, reason === undefined ? undefined : `: ${reason}`),
      below: [],
    })),
  };
}
