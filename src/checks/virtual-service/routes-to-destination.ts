import { askedService } from "../../model/asked-service.ts";
import type { Spot } from "../../model/cause.ts";
import { defineCheck } from "../../model/check.ts";
import { refText } from "../../model/ref.ts";
import type { Hop } from "../../model/trace.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { chargesOf } from "../in-force/charges-of.ts";
import { requestsText } from "../requests-text.ts";
import { shortHost } from "../short-host.ts";
import { templatePath } from "../template-path.ts";
import { deadRoutes } from "./dead-routes.ts";
import { routeToAsked } from "./route-to-asked.ts";

/** A request may arrive, and not where it should. */
export const routesToDestination = defineCheck({
  id: "virtual-service/routes-to-destination",
  step: "virtual-service",
  title: "routes lead to the service that was asked for",
  docs: `
    The request is taken in, but by another service: its Host header names one, a gateway's route for its path leads
    there, or the address that was dialled is somebody else's. What it gets looks like an answer and is none.
    Look at the route that took it, and at the host the caller sends.
  `,
  sameAs: [],
  classes: ["K16", "R08"],
  needs: ["traces", "mesh"],
  stations: ["route"],

  run({ traces, mesh, pair }) {
    return findingsOf(traces, ["misrouted"], ({ cause, share, trace, way, end }) => {
      const taken = cause.by ?? routePassed(way);
      const lands = `${requestsText(share, trace.flow, "lands", "land")} at ${shortHost(cause.landed)} instead of ${pair.to.name}`;
      const scene = { mesh, pair, flow: trace.flow, host: askedService(pair, trace.flow)?.hostname ?? pair.host, way };
      const sent = trace.flow.headers.find(({ name }) => name === "host")?.value ?? trace.flow.host;
      const resource = taken ?? { ref: pair.from, path: templatePath(pair.from) };
      return {
        summary:
          taken === undefined
            ? `${lands}: ${pair.from.name} sends it with the host ${sent}`
            : `${lands}: ${refText(taken.ref)} routes it there`,
        layer: "routing",
        resource,
        evidence: taken === undefined ? end.because : evidenceOf(mesh, resource, "takes the request", end.because),
        charges: [
          ...chargesOf(
            cause.inert,
            scene,
            ({ ref, why }) => `${lands}: ${refText(ref)} would route it there, but ${why}`,
          ),
          ...(taken === undefined ? [] : deadRoutes(taken, scene, lands)),
        ],
        proposals: taken === undefined ? [] : routeToAsked(taken, scene),
        advice: taken === undefined ? [{ summary: `Let ${pair.from.name} send the host ${trace.flow.host}` }] : [],
      };
    });
  },
});

/** The last VirtualService that had a say. */
function routePassed(way: readonly Hop[]): Spot | undefined {
  const spots = way.flatMap(({ kind, because }) =>
    kind === "route"
      ? because.flatMap((one) => (one.kind === "field" && one.ref.kind === "VirtualService" ? [one] : []))
      : [],
  );
  const entry = spots.findLast(({ path }) => !path.endsWith(".weight"));
  return entry === undefined ? undefined : { ref: entry.ref, path: entry.path };
}
