import { refText } from "../../model/ref.ts";
import { speakMeshTls } from "../mtls/speak-mesh-tls.ts";
import { withoutTls } from "../mtls/without-tls.ts";
import { valueAt } from "../value-at.ts";
import type { PlaintextOrigin, PlaintextScene } from "./plaintext-origin.ts";
import type { ReasonOf } from "./reason-of.ts";

/** A DestinationRule that switches TLS off, or whose TLS settings Istio has to drop. */
export function destinationRuleOrigin(
  { spot, credentialName }: ReasonOf<"destination-rule">,
  { mesh }: PlaintextScene,
): PlaintextOrigin {
  const off = credentialName === undefined && valueAt(mesh, spot) !== "MUTUAL";
  const meshTls = speakMeshTls(mesh, spot);
  const bare = withoutTls(mesh, spot);
  return {
    what: `${refText(spot.ref)} ${wordsOf(credentialName, off)}`,
    layer: "traffic-policy",
    resource: spot,
    related: [],
    evidence: [],
    proposals: off ? [...bare, ...meshTls] : [...meshTls, ...bare],
    advice: [],
    sameAs: off ? ["KIA0207", "KIA0208"] : [],
  };
}

function wordsOf(credentialName: string | undefined, off: boolean): string {
  if (credentialName !== undefined)
    return `names credentialName "${credentialName}", which a sidecar may use only with a workloadSelector, so its TLS settings are dropped`;
  if (!off) return "says MUTUAL without clientCertificate and privateKey, so its TLS settings are dropped";
  return "switches TLS off";
}
