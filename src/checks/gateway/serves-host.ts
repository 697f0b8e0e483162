import type { CauseOf, Spot } from "../../model/cause.ts";
import { defineCheck } from "../../model/check.ts";
import type { Proposal } from "../../model/fix.ts";
import { refText } from "../../model/ref.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { chargesOf } from "../in-force/charges-of.ts";
import type { Scene } from "../in-force/scene.ts";
import { requestsText } from "../requests-text.ts";
import { admitName } from "./admit-name.ts";
import { adviseOnDoor } from "./advise-on-door.ts";
import { bindHost } from "./bind-host.ts";
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
  sameAs: ["IST0101", "IST0132", "IST0162", "KIA0302", "KIA1102"],
  classes: ["G01", "G02", "G03", "G04", "G05", "G06", "G07", "G08", "G11", "G14", "G15"],
  needs: ["traces", "mesh"],
  stations: ["gateway"],

  run({ traces, mesh, pair }) {
    return findingsOf<Code>(
      traces,
      ["gateway-refused", "gateway-no-host", "gateway-tls"],
      ({ cause, share, trace, way, end }) => {
        const scene: Scene = { mesh, pair, flow: trace.flow, host: trace.flow.host, way };
        const turned = `${requestsText(share, trace.flow, "is", "are")} turned away at the gateway`;
        const resource = cause.spot ?? { ref: pair.from, path: "spec" };
        return {
          summary: `${turned}: ${cause.why}`,
          layer: "gateway",
          resource,
          evidence: evidenceOf(mesh, resource, undefined, end.because),
          charges:
            "inert" in cause
              ? chargesOf(
                  cause.inert,
                  scene,
                  ({ ref, why }) => `${turned}: ${refText(ref)} would take it in, but ${why}`,
                )
              : [],
          proposals: mending(cause, resource, scene),
          advice: adviseOnDoor(cause, trace.flow, { mesh, pair }),
        };
      },
    );
  },
});

function mending(cause: CauseOf<Code>, spot: Spot, scene: Scene): readonly Proposal[] {
  switch (cause.code) {
    case "gateway-refused":
      return [];
    case "gateway-no-host":
      return bindHost(spot, scene);
    case "gateway-tls":
      return spot.path.includes(".tls.") ? nameSecret(spot, scene) : admitName(spot, scene);
  }
}
