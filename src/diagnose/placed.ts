import type { Evidence } from "../model/evidence.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Trace } from "../model/trace.ts";

/** The trace with the places of its evidence filled in. */
export function located(trace: Trace, snapshot: Snapshot): Trace {
  const hopAt = (at: Trace["start"]): Trace["start"] => {
    const because = at.because.map((one) => placed(one, snapshot));
    return at.kind === "end"
      ? { ...at, because }
      : { ...at, because, next: at.next.map((branch) => ({ ...branch, to: hopAt(branch.to) })) };
  };
  return { ...trace, start: hopAt(trace.start) };
}

/** Evidence with file and line, where the source knows them. */
export function placed(evidence: Evidence, snapshot: Snapshot): Evidence {
  if (evidence.kind !== "field" || evidence.place !== undefined) return evidence;
  const place = snapshot.locate(evidence.ref, evidence.path);
  return place === undefined ? evidence : { ...evidence, place };
}
