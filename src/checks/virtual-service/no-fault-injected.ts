import type { Spot } from "../../model/cause.ts";
import { type CheckFinding, defineCheck } from "../../model/check.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refKey, refText } from "../../model/ref.ts";
import type { Trace } from "../../model/trace.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { requestsText } from "../requests-text.ts";
import { delaysIn } from "./delays-in.ts";
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
    const aborting = aborts(traces, mesh);
    const told = new Set(aborting.map(({ resource }) => faultKey(resource)));
    return [...aborting, ...delays(traces, mesh, told)];
  },
});

/** One fault may do both; its abort is what hurts more. */
function aborts(traces: readonly Trace[], mesh: Mesh): CheckFinding[] {
  return findingsOf(traces, ["fault-abort"], ({ cause, share, trace, end }) => {
    const { spot, status } = cause;
    const delay = delaysIn(trace).find((one) => faultKey(one.spot) === faultKey(spot));
    const answer = end.grpcStatus === undefined ? String(status) : `gRPC status ${end.grpcStatus}`;
    const also =
      delay === undefined
        ? ""
        : ` (${requestsText(delay.share, trace.flow, "is", "are")} delayed by ${delay.ms / 1000} s)`;
    return {
      summary: `${requestsText(share, trace.flow, "is", "are")} aborted with ${answer} by a fault that ${refText(spot.ref)} injects${also}`,
      layer: "routing",
      resource: spot,
      related: delay === undefined ? [] : [delay.spot],
      evidence: evidenceOf(mesh, spot, undefined, end.because),
      proposals: removeFault(spot, mesh),
    };
  });
}

/** A delay ends nothing, so no cause tells of it: the endings behind it are that much later. */
function delays(traces: readonly Trace[], mesh: Mesh, told: ReadonlySet<string>): CheckFinding[] {
  const reported = new Set(told);
  return traces.flatMap((trace, flow) =>
    delaysIn(trace).flatMap(({ spot, share, ms }): CheckFinding[] => {
      if (reported.has(faultKey(spot))) return [];
      reported.add(faultKey(spot));
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

/** Which fault an abort or a delay is part of. */
function faultKey({ ref, path }: Spot): string {
  return `${refKey(ref)} ${path.slice(0, path.lastIndexOf("."))}`;
}
