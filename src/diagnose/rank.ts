import { compareFractions } from "../model/fraction.ts";
import type { Playbook } from "../model/playbook.ts";
import type { FoundBy } from "../playbook/run-playbook.ts";

const severities = ["error", "warning", "info"];

/** Errors first, those of the first flow before others, bigger shares before smaller, then in the playbook's order. */
export function rank(found: readonly FoundBy[], playbook: Playbook): readonly FoundBy[] {
  const place = (one: FoundBy): number => playbook.steps.findIndex(({ check }) => check.id === one.check.id);
  return [...found].sort(
    (a, b) =>
      severities.indexOf(a.finding.severity) - severities.indexOf(b.finding.severity) ||
      a.finding.flow - b.finding.flow ||
      compareFractions(b.finding.share, a.finding.share) ||
      place(a) - place(b),
  );
}
