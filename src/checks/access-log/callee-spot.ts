import type { Spot } from "../../model/cause.ts";
import { compare } from "../../model/compare.ts";
import type { ObservedCall } from "../../model/observation.ts";
import type { Pair } from "../../model/pair.ts";
import { refKey } from "../../model/ref.ts";
import { templatePath } from "../template-path.ts";

/** The workload that took most of these calls; where no line tells one, the service that was called. */
export function calleeSpot(calls: readonly ObservedCall[], pair: Pair): Spot {
  const taken = Map.groupBy(
    calls.map(({ workload }) => workload).filter((ref) => ref !== undefined),
    refKey,
  );
  const [most] = [...taken].sort(([a, refs], [b, others]) => others.length - refs.length || compare(a, b));
  const ref = most?.[1][0];
  return ref === undefined ? { ref: pair.services[0]?.ref ?? pair.to, path: "spec" } : { ref, path: templatePath(ref) };
}
