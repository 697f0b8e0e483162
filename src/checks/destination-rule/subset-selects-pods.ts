import { defineCheck } from "../../model/check.ts";
import { refText } from "../../model/ref.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { requestsText } from "../requests-text.ts";
import { drainDestination } from "../virtual-service/drain-destination.ts";
import { overriddenTwins } from "./overridden-twins.ts";
import { selectPods } from "./select-pods.ts";

/** A subset takes a part of the service's pods; the part must not be empty. */
export const subsetSelectsPods = defineCheck({
  id: "destination-rule/subset-selects-pods",
  step: "destination-rule",
  title: "every routed subset selects pods of its service",
  docs: `
    The subset's labels stand on none of the service's pods, so its cluster is there but empty: callers get 503 with the
    flag UH. Where two DestinationRules declare a subset of one name, the older one's labels hold.
    Compare the labels with those of the pods.
  `,
  sameAs: ["IST0173", "KIA0203"],
  classes: ["D01", "D03", "R15"],
  needs: ["traces", "mesh"],
  stations: ["endpoint"],

  run({ traces, mesh }) {
    return findingsOf(traces, ["no-endpoints"], ({ cause, share, trace, way }) => {
      if (cause.reason !== "subset-labels") return undefined;
      const found = `${requestsText(share, trace.flow, "finds", "find")} no endpoint`;
      return {
        summary: `${found}: ${cause.why} (${refText(cause.spot.ref)})`,
        layer: "traffic-policy",
        resource: cause.spot,
        related: cause.related,
        evidence: evidenceOf(mesh, cause.spot, undefined, cause.evidence),
        charges: overriddenTwins(cause, mesh, found),
        proposals: [...selectPods(cause, mesh), ...drainDestination(way, mesh)],
      };
    });
  },
});
