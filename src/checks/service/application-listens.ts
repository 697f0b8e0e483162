import type { Spot } from "../../model/cause.ts";
import { type CheckFinding, defineCheck } from "../../model/check.ts";
import { field } from "../../model/evidence.ts";
import type { Proposal } from "../../model/fix.ts";
import { zero } from "../../model/fraction.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { Pair } from "../../model/pair.ts";
import { refText } from "../../model/ref.ts";
import { endings, type Trace } from "../../model/trace.ts";
import { replaceValue } from "../change/replace-value.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { propose } from "../propose.ts";
import { requestsText } from "../requests-text.ts";
import { valueAt } from "../value-at.ts";
import { podsBehind } from "./pods-behind.ts";

/** What the mesh delivers must be taken by a container that listens. */
export const applicationListens = defineCheck({
  id: "service/application-listens",
  step: "endpoints",
  title: "a container listens where the request is delivered",
  docs: `
    The request reaches the pod, and the port it is sent to there is not the one the application listens on: the target
    port of the Service or the \`defaultEndpoint\` of a Sidecar is wrong. Callers get 503, connection refused.
    Containers need not declare their ports, so a target port that none declares is only a warning.
  `,
  sameAs: ["KIA0701", "IST0143"],
  classes: ["K05", "K06", "S07"],
  needs: ["traces", "mesh"],
  stations: ["inbound"],

  run({ traces, mesh, pair }) {
    return [...nobodyThere(traces, mesh), ...undeclared(traces, mesh, pair)];
  },
});

function nobodyThere(traces: readonly Trace[], mesh: Mesh): CheckFinding[] {
  return findingsOf(traces, ["nothing-listens"], ({ cause, share, trace, end }) => ({
    summary: `${requestsText(share, trace.flow, "ends", "end")} in a refused connection inside the pod: ${cause.why} (${refText(cause.spot.ref)})`,
    layer: "kubernetes",
    resource: cause.spot,
    evidence: evidenceOf(mesh, cause.spot, cause.why, end.because),
    sameAs: ["IST0143"],
    proposals: sendingOn(cause.spot, mesh),
  }));
}

/** The Sidecar's own port is what a container declares. */
function sendingOn(spot: Spot, mesh: Mesh): readonly Proposal[] {
  const old = valueAt(mesh, spot);
  const port = valueAt(mesh, { ref: spot.ref, path: spot.path.replace(/defaultEndpoint$/, "port.number") });
  if (typeof old !== "string" || typeof port !== "number") return [];
  const wanted = `${old.slice(0, old.lastIndexOf(":"))}:${port}`;
  return [propose(`Let ${refText(spot.ref)} send to ${wanted} instead of ${old}`, replaceValue(spot, old, wanted))];
}

/** Target ports that no container declares although some declare theirs: that is where to look when calls are refused. */
function undeclared(traces: readonly Trace[], mesh: Mesh, { services }: Pair): CheckFinding[] {
  const landed = new Set(traces.flatMap((trace) => endings(trace).flatMap(({ end }) => end.landed?.port ?? [])));
  return services.slice(0, 1).flatMap((service) => {
    if (service.registry !== "Kubernetes") return [];
    return service.ports.flatMap(({ number, targetPort, path }): CheckFinding[] => {
      if (typeof targetPort !== "number" || !landed.has(targetPort)) return [];
      const declared = declaredPorts(mesh, service.ref);
      if (declared.length === 0 || declared.includes(targetPort)) return [];
      const resource = { ref: service.ref, path: `${path}.targetPort` };
      return [
        {
          summary: `${refText(service.ref)} sends port ${number} to ${targetPort}, which no container of its pods declares; they declare ${declared.join(", ")}`,
          severity: "warning",
          layer: "kubernetes",
          basis: "configuration",
          resource,
          related: [],
          share: zero,
          flow: 0,
          evidence: [field(resource.ref, resource.path, targetPort, `containers declare ${declared.join(", ")}`)],
          sameAs: ["KIA0701"],
          proposals: [],
          advice: declared.slice(0, 2).map((port) => ({
            summary: `If calls are refused, set targetPort to ${port}`,
            why: "a declared container port is most likely the one on which the application listens",
          })),
        },
      ];
    });
  });
}

function declaredPorts(mesh: Mesh, service: Spot["ref"]): readonly number[] {
  const ports = podsBehind(mesh, service).flatMap(({ spec }) =>
    spec.containers.filter(({ name }) => name !== "istio-proxy").flatMap((container) => container.ports ?? []),
  );
  return [...new Set(ports.map(({ containerPort }) => containerPort))].sort((a, b) => a - b);
}
