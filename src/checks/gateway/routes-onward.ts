import type { Spot } from "../../model/cause.ts";
import { defineCheck } from "../../model/check.ts";
import { refText } from "../../model/ref.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { requestsText } from "../requests-text.ts";
import { leadOn } from "./lead-on.ts";

/** What a gateway takes in it must hand on: a route that leads back to it never ends. */
export const routesOnward = defineCheck({
  id: "gateway/routes-onward",
  step: "gateway",
  title: "routes at a gateway lead on, not back to it",
  docs: `
    A VirtualService that is bound to the gateway routes to the gateway's own Service, so the request goes round until
    something gives: the size of its headers, connections, memory or somebody's patience.
    It is the usual slip with an egress gateway: \`gateways\` lists \`mesh\` and the gateway, and one route is meant for
    the sidecars only. Split it: \`match: [{ gateways: [mesh] }]\` leads to the gateway, a second route for the gateway
    leads on to the host.
  `,
  sameAs: [],
  classes: ["E08", "G12"],
  needs: ["traces", "mesh"],
  stations: ["gateway"],

  run({ traces, mesh, pair }) {
    return findingsOf(traces, ["gateway-loop"], ({ cause, share, trace, way, end }) => {
      const { gateway, route } = cause;
      const resource: Spot = route ?? { ref: gateway, path: "spec.template" };
      const round = `${requestsText(share, trace.flow, "goes", "go")} round in circles at the gateway`;
      const scene = { mesh, pair, flow: trace.flow, host: trace.flow.host, way };
      const proposals = leadOn(cause, scene);
      return {
        summary:
          route === undefined
            ? `${round}: what ${gateway.name} takes in leads back to it`
            : `${round}: ${refText(route.ref)} leads ${gateway.name} back to itself`,
        layer: "gateway",
        resource,
        evidence: evidenceOf(mesh, { ...resource, path: `${resource.path}.host` }, undefined, end.because),
        proposals,
        advice:
          proposals.length > 0
            ? []
            : [
                {
                  summary: `Keep the route to ${gateway.name} for its callers (match.gateways: [mesh]), and route on from there to what is behind it`,
                },
              ],
      };
    });
  },
});
