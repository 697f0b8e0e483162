import type { CheckFinding, Severity } from "../../model/check.ts";
import { refKey } from "../../model/ref.ts";

const gravity: readonly Severity[] = ["error", "warning", "info"];

/** One finding for each object and field: what is to be said of it stands together, the gravest first. */
export function onePerResource(findings: readonly CheckFinding[]): CheckFinding[] {
  const groups = new Map<string, CheckFinding>();
  for (const finding of [...findings].sort((a, b) => gravity.indexOf(a.severity) - gravity.indexOf(b.severity))) {
    const key = `${refKey(finding.resource.ref)} ${finding.resource.path}`;
    const before = groups.get(key);
    groups.set(key, before === undefined ? finding : joined(before, finding));
  }
  return [...groups.values()];
}

function joined(before: CheckFinding, more: CheckFinding): CheckFinding {
  return {
    ...before,
    summary: `${before.summary}; ${more.summary}`,
    related: [...before.related, ...more.related],
    evidence: [...before.evidence, ...more.evidence],
    advice: [...before.advice, ...more.advice],
  };
}
