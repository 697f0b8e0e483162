import { defineCheck } from "../../model/check.ts";
import { refText } from "../../model/ref.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { chargesOf } from "../in-force/charges-of.ts";
import { requestsText } from "../requests-text.ts";
import { shortHost } from "../short-host.ts";
import { declareSubset } from "./declare-subset.ts";
import { routeElsewhere } from "./route-elsewhere.ts";

/** A subset is what a DestinationRule in force declares; what none declares has no cluster. */
export const subsetDeclared = defineCheck({
  id: "destination-rule/subset-declared",
  step: "destination-rule",
  title: "every routed subset is declared by the DestinationRule in force",
  docs: `
    A route names a subset that the DestinationRule in force for this caller does not declare, so its proxy has no
    cluster to send to and answers 503 (NC). Only one rule is in force per host: the caller's namespace is asked first,
    then the service's, then the root's, and the first that has any rule for the host decides.
    Declare the subset there, or correct its name in the route.
  `,
  sameAs: ["IST0101", "KIA1107"],
  classes: ["R13", "R14", "R15", "R34", "D05", "D06", "D07", "D08", "E08"],
  needs: ["traces", "mesh"],
  stations: ["cluster"],

  run({ traces, mesh, pair }) {
    return findingsOf(traces, ["subset-undeclared"], ({ cause, share, trace, way, end }) => {
      const { host, subset, route, destinationRule, declared, inert } = cause;
      const resource = { ref: route.ref, path: `${route.path}.subset` };
      const sent = `${requestsText(share, trace.flow, "goes", "go")} to subset "${subset}" of ${shortHost(host)}`;
      const scene = { mesh, pair, flow: trace.flow, host, way };
      const others = declared.length === 0 ? "no subset" : declared.map((name) => `"${name}"`).join(", ");
      return {
        summary:
          destinationRule === undefined
            ? `${sent}, which no DestinationRule in force declares`
            : `${sent}, and ${refText(destinationRule)} declares ${others}`,
        layer: "traffic-policy",
        resource,
        related: destinationRule === undefined ? [] : [{ ref: destinationRule, path: "spec.subsets" }],
        evidence: evidenceOf(mesh, resource, undefined, end.because),
        charges: chargesOf(inert, scene, ({ ref, why }) => `${sent}, which ${refText(ref)} declares, but ${why}`),
        proposals: [...declareSubset(cause, mesh), ...routeElsewhere(cause, mesh)],
      };
    });
  },
});
