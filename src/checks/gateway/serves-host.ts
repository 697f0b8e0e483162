import type { CauseOf, Inert, Spot } from "../../model/cause.ts";
import { defineCheck } from "../../model/check.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Flow } from "../../model/flow.ts";
import { refText } from "../../model/ref.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { chargesOf } from "../in-force/charges-of.ts";
import type { Scene } from "../in-force/scene.ts";
import { requestsText } from "../requests-text.ts";
import { adviseOnDoor } from "./advise-on-door.ts";
import { bindHost } from "./bind-host.ts";
import { knownAs } from "./known-as.ts";
import { nameSecret } from "./name-secret.ts";

type Code = "gateway-refused" | "gateway-no-host" | "gateway-tls";

/** A gateway opens the ports and names that a Gateway gives it, and routes what a VirtualService is bound for. */
export const servesHost = defineCheck({
  id: "gateway/serves-host",
  step: "gateway",
  title: "the gateway serves the host on this port",
  docs: `
    The request is refused or answered 404 at the gateway: no Gateway selects its pods or opens the port, its Service
    does not lead there, no VirtualService is bound for the host, or TLS finds no certificate or server name.
    A host needs all three: a port of the Service, a server of a Gateway, and a VirtualService with \`gateways\` for it.
  `,
  sameAs: ["IST0101", "IST0132", "IST0145", "IST0162", "KIA0301", "KIA0302", "KIA1102"],
  classes: ["G01", "G02", "G03", "G04", "G05", "G06", "G07", "G08", "G11", "G14", "G15"],
  needs: ["traces", "mesh"],
  stations: ["gateway"],

  run({ traces, mesh, pair }) {
    return findingsOf<Code>(
      traces,
      ["gateway-refused", "gateway-no-host", "gateway-tls"],
      ({ cause, share, trace, way, end }) => {
        const scene: Scene = { mesh, pair, flow: trace.flow, host: trace.flow.host, way };
        const inert = cause.code === "gateway-tls" ? [] : cause.inert;
        const turned = `${requestsText(share, trace.flow, "is", "are")} turned away at the gateway`;
        const blame = ({ ref, why }: Inert): string => `${turned}: ${refText(ref)} would take it in, but ${why}`;
        const [likeliest] = inert;
        const resource = cause.spot ?? { ref: pair.from, path: "spec" };
        return {
          summary: likeliest === undefined ? `${turned}: ${whyTurned(cause, trace.flow)}` : blame(likeliest),
          layer: "gateway",
          resource,
          evidence: evidenceOf(mesh, resource, undefined, end.because),
          charges: chargesOf(inert, scene, blame),
          proposals: mending(cause, resource, scene),
          advice: adviseOnDoor(cause, trace.flow, { mesh, pair }),
          sameAs: knownAs(cause),
        };
      },
    );
  },
});

/** A server that routes bytes opens its port only once there is a route. */
function whyTurned(cause: CauseOf<Code>, { port }: Flow): string {
  return cause.code === "gateway-refused" && cause.spot?.ref.kind === "Gateway"
    ? `${refText(cause.spot.ref)} has port ${port}, and opens it only once a tls or tcp route is bound to it`
    : cause.why;
}

function mending(cause: CauseOf<Code>, spot: Spot, scene: Scene): readonly Proposal[] {
  if (cause.code === "gateway-refused") return [];
  return spot.path.includes(".tls.") ? nameSecret(spot, scene) : bindHost(spot, scene);
}
