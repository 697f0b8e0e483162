import type { CauseCode } from "../model/cause.ts";
import type { Flow } from "../model/flow.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Pair } from "../model/pair.ts";
import { endings, type Trace } from "../model/trace.ts";
import { simulate } from "../simulate/simulate.ts";
import type { Caller } from "./other-callers.ts";

/** Other callers whose own requests fail for the same reason. Only those count that are known to call. */
export function alsoHit(
  mesh: Mesh,
  { to }: Pair,
  culprit: Trace,
  others: readonly Caller[],
  ownRequest: (caller: Caller) => Flow | undefined,
): readonly string[] {
  const codes = failingCodes(culprit);
  if (codes.size === 0) return [];
  const callee = to.namespace === "" ? to.name : `${to.namespace}/${to.name}`;
  return others
    .filter((caller) => {
      const request = ownRequest(caller);
      if (request === undefined) return false;
      return [...failingCodes(simulate(mesh.home(caller.workload.ref), caller.pair, request))].some((code) =>
        codes.has(code),
      );
    })
    .map(({ workload: { owner } }) => {
      const place = owner.cluster === undefined || owner.cluster === to.cluster ? "" : `@${owner.cluster}`;
      return `${owner.namespace}/${owner.name}${place} → ${callee}`;
    });
}

function failingCodes(trace: Trace): ReadonlySet<CauseCode> {
  return new Set(
    endings(trace).flatMap(({ end }) =>
      end.cause === undefined || end.disposition === "unknown" ? [] : [end.cause.code],
    ),
  );
}
