import { defineCheck } from "../../model/check.ts";
import { refText } from "../../model/ref.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { requestsText } from "../requests-text.ts";
import { drainDestination } from "../virtual-service/drain-destination.ts";
import { adviseOnPods } from "./advise-on-pods.ts";
import { gainEndpoints } from "./gain-endpoints.ts";

/** A cluster without an endpoint that is ready has nobody to send to. */
export const hasReadyEndpoints = defineCheck({
  id: "service/has-ready-endpoints",
  step: "endpoints",
  title: "the service has endpoints that are ready",
  docs: `
    The proxy knows the service but has no pod to send to: the selector finds none, the workload is scaled to zero, its
    pods are not ready, or a named target port is declared by no container. Callers get 503 with the flag UH.
    A subset whose labels select nothing is told by \`destination-rule/subset-selects-pods\`.
  `,
  sameAs: ["KIA0701"],
  classes: ["K02", "K03", "K04", "K07", "K13", "K14", "D02", "E04", "I11", "I16"],
  needs: ["traces", "mesh"],
  stations: ["endpoint"],

  run({ traces, mesh }) {
    return findingsOf(traces, ["no-endpoints"], ({ cause, share, trace, way }) => {
      if (cause.reason === "subset-labels") return undefined;
      const requests = requestsText(share, trace.flow, "finds", "find");
      return {
        summary: `${requests} no ready endpoint of ${refText(cause.service)}: ${cause.why}`,
        layer: "kubernetes",
        resource: cause.spot,
        related: cause.related,
        evidence: evidenceOf(mesh, cause.spot, undefined, cause.evidence),
        sameAs: cause.reason === "named-port" ? ["KIA0701"] : [],
        proposals: [...gainEndpoints(cause, mesh), ...drainDestination(way, mesh)],
        advice: adviseOnPods(cause, mesh),
      };
    });
  },
});
