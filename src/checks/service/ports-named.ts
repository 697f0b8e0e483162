import type { Spot } from "../../model/cause.ts";
import { defineCheck } from "../../model/check.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Flow } from "../../model/flow.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { requestsText } from "../requests-text.ts";
import { beginTls } from "./begin-tls.ts";
import { declareProtocol } from "./declare-protocol.ts";
import { endTls } from "./end-tls.ts";

/** Proxies treat a port as it is declared; what is sent must be that. */
export const portsNamed = defineCheck({
  id: "service/ports-named",
  step: "ports",
  title: "ports are declared as what is spoken on them",
  docs: `
    Istio takes a port's protocol from its name or \`appProtocol\`. Bytes on a port declared HTTP, TLS on a plain port,
    plain HTTP on a TLS port or TLS inside of TLS are cut off: reset, 400 or \`WRONG_VERSION_NUMBER\`.
    Name the port for what the application speaks (\`https-api\`, \`tcp-db\`), and let TLS begin in one place only.
  `,
  sameAs: ["IST0118", "KIA0601", "KIA0602"],
  classes: ["P03", "T15", "T16", "T18", "E07"],
  needs: ["traces", "mesh"],
  stations: ["inbound", "tls", "cluster"],

  run({ traces, mesh }) {
    return findingsOf(traces, ["application-protocol"], ({ cause, share, trace, end }) => ({
      summary: `${requestsText(share, trace.flow, "arrives", "arrive")} in a form that is not understood: ${cause.why} (${refText(cause.spot.ref)})`,
      layer: cause.spot.ref.kind === "DestinationRule" ? "traffic-policy" : "kubernetes",
      resource: cause.spot,
      evidence: evidenceOf(
        mesh,
        cause.spot,
        cause.why,
        end.because.filter(({ kind }) => kind === "field"),
      ),
      sameAs: cause.spot.ref.kind === "Service" ? ["IST0118", "KIA0601", "KIA0602"] : [],
      proposals: mending(cause.spot, trace.flow, mesh),
    }));
  },
});

function mending(spot: Spot, flow: Flow, mesh: Mesh): readonly Proposal[] {
  switch (spot.ref.kind) {
    case "Service":
      return declareProtocol(spot, flow, mesh);
    case "ServiceEntry":
      return beginTls(spot, mesh);
    case "DestinationRule":
      return endTls(spot, mesh);
    default:
      return [];
  }
}
