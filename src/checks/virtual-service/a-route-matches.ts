import { askedService } from "../../model/asked-service.ts";
import { defineCheck } from "../../model/check.ts";
import { refText } from "../../model/ref.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { chargesOf } from "../in-force/charges-of.ts";
import { requestsText } from "../requests-text.ts";
import { addRoute } from "./add-route.ts";
import { addServerName } from "./add-server-name.ts";
import { correctMatch } from "./correct-match.ts";
import { nearestMiss } from "./nearest-miss.ts";

/** A VirtualService that is in force decides alone: what none of its routes takes gets 404. */
export const aRouteMatches = defineCheck({
  id: "virtual-service/a-route-matches",
  step: "virtual-service",
  title: "a route takes the request",
  docs: `
    Once a VirtualService is in force for a host, a request that meets none of its matches is answered 404 (NR) by the
    caller's proxy. Matches compare whole values: \`exact\` is no prefix, a regex must match from end to end, case and
    trailing slashes count, and \`port\` is the Service's port.
    Correct the match that was meant, or add a last route without a match.
  `,
  sameAs: ["IST0109", "KIA1106"],
  classes: ["R01", "R02", "R03", "R04", "R05", "R06", "R19", "R20", "R22", "R33"],
  needs: ["traces", "mesh"],
  stations: ["route"],

  run({ traces, mesh, pair }) {
    return findingsOf(traces, ["no-route-match"], ({ cause, share, trace, way, end }) => {
      const { spot, misses, inert, unmet } = cause;
      const near = nearestMiss(misses);
      const lost = `${requestsText(share, trace.flow, "finds", "find")} no route`;
      const owner = refText(spot.ref);
      const resource = near ?? spot;
      const scene = { mesh, pair, flow: trace.flow, host: askedService(pair, trace.flow)?.hostname ?? pair.host, way };
      const isHttp = spot.path.startsWith("spec.http");
      return {
        summary:
          near === undefined
            ? `${lost}: ${owner} is in force for the host, and ${misses.length > 0 ? "none of its matches takes the request" : (unmet[0] ?? "no route of it is for this caller")}`
            : `${lost}: ${owner} wants ${near.kind} ${near.wanted}, and the request has ${near.got}`,
        layer: "routing",
        resource: { ref: resource.ref, path: resource.path },
        evidence: evidenceOf(
          mesh,
          resource,
          near === undefined ? undefined : `the request has ${near.got}`,
          end.because,
        ),
        charges: chargesOf(inert, scene, ({ ref, why }) => `${lost}: ${refText(ref)} has one, but ${why}`),
        sameAs: inert.some(({ reason }) => reason === "overridden") ? ["IST0109", "KIA1106"] : [],
        proposals: isHttp
          ? [...(near === undefined ? [] : correctMatch(near, mesh)), ...addRoute(cause, scene)]
          : addServerName(spot, trace.flow.host, mesh),
      };
    });
  },
});
