import type { Spot } from "../../model/cause.ts";
import { type CheckFinding, defineCheck } from "../../model/check.ts";
import { add, type Fraction } from "../../model/fraction.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refKey, refText } from "../../model/ref.ts";
import { type Ending, endings, type Trace } from "../../model/trace.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { requestsText } from "../requests-text.ts";
import { removeFault } from "./remove-fault.ts";

/** Faults are injected on purpose, and forgotten by accident. */
export const noFaultInjected = defineCheck({
  id: "virtual-service/no-fault-injected",
  step: "virtual-service",
  title: "no fault is injected",
  docs: `
    A \`fault\` in the VirtualService aborts or delays a share of the requests before they leave the caller's proxy
    (flags FI and DI); retries do not help. Most such faults are left over from a test: remove them.
  `,
  sameAs: [],
  classes: ["R25", "R26"],
  needs: ["traces", "mesh"],
  stations: ["fault", "route"],

  run({ traces, mesh }) {
    return [...aborts(traces, mesh), ...delays(traces, mesh)];
  },
});

function aborts(traces: readonly Trace[], mesh: Mesh): CheckFinding[] {
  return findingsOf(traces, ["fault-abort"], ({ cause, share, trace, end }) => ({
    summary: `${requestsText(share, trace.flow, "is", "are")} aborted with ${answerText(end.grpcStatus, cause.status)} by a fault that ${refText(cause.spot.ref)} injects`,
    layer: "routing",
    resource: cause.spot,
    evidence: evidenceOf(mesh, cause.spot, undefined, end.because),
    proposals: removeFault(cause.spot, mesh),
  }));
}

function answerText(grpcStatus: number | undefined, status: number): string {
  return grpcStatus === undefined ? String(status) : `gRPC status ${grpcStatus}`;
}

interface Delayed {
  readonly spot: Spot;
  readonly share: Fraction;
  readonly ms: number;
}

/** A delay ends nothing, so no cause tells of it: the endings behind it are that much later. */
function delays(traces: readonly Trace[], mesh: Mesh): CheckFinding[] {
  const reported = new Set<string>();
  return traces.flatMap((trace, flow) =>
    delayedIn(trace).flatMap(({ spot, share, ms }): CheckFinding[] => {
      const key = `${refKey(spot.ref)} ${spot.path}`;
      if (reported.has(key)) return [];
      reported.add(key);
      return [
        {
          summary: `${requestsText(share, trace.flow, "is", "are")} delayed by ${ms / 1000} s by a fault that ${refText(spot.ref)} injects`,
          severity: "error",
          layer: "routing",
          basis: "configuration",
          resource: spot,
          related: [],
          share,
          flow,
          evidence: evidenceOf(mesh, spot, undefined, []),
          proposals: removeFault(spot, mesh),
          advice: [],
        },
      ];
    }),
  );
}

function delayedIn(trace: Trace): readonly Delayed[] {
  const found = new Map<string, Delayed>();
  for (const ending of endings(trace)) {
    const spot = delayPassed(ending);
    if (spot === undefined) continue;
    const key = `${refKey(spot.ref)} ${spot.path}`;
    const before = found.get(key);
    const ms = Math.max(before?.ms ?? 0, ending.end.delayMs ?? 0);
    found.set(key, { spot, ms, share: before === undefined ? ending.share : add(before.share, ending.share) });
  }
  return [...found.values()];
}

function delayPassed({ end, way }: Ending): Spot | undefined {
  if ((end.delayMs ?? 0) === 0) return undefined;
  for (const { kind, because } of way) {
    if (kind !== "fault") continue;
    for (const one of because)
      if (one.kind === "field" && one.path.endsWith(".delay")) return { ref: one.ref, path: one.path };
  }
  return undefined;
}
