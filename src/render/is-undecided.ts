import type { Diagnosis } from "../model/diagnosis.ts";
import { endings } from "../model/trace.ts";

/** Whether the model has nothing to say for or against the request: all its ways end where nothing is known. */
export function isUndecided({ traces }: Pick<Diagnosis, "traces">): boolean {
  return traces.slice(0, 1).every((trace) => endings(trace).every(({ end }) => end.disposition === "unknown"));
}
