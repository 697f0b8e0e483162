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
  skipped: "not reached",
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
    if (last?.[0]?.status === step.status) last.push(step);
    else found.push([step]);
  }
  return found;
}

function fact(run: readonly CombinedStep[]): Fact {
  const status = run[0]?.status ?? "skipped";
  if (status === "unknown") return { label: words[status], lines: run.map(explained) };
  return {
    label: words[status],
    lines: [line(...run.flatMap((step, index) => [index === 0 ? "" : "  ", entry(step)]))],
  };
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
