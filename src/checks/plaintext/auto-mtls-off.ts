import { refText } from "../../model/ref.ts";
import { askForMeshTls } from "../mtls/ask-for-mesh-tls.ts";
import type { PlaintextOrigin, PlaintextScene } from "./plaintext-origin.ts";
import type { ReasonOf } from "./reason-of.ts";

/** Nothing asks for mTLS, and the mesh does not choose it by itself. */
export function autoMtlsOff({ spot }: ReasonOf<"auto-mtls-off">, scene: PlaintextScene): PlaintextOrigin {
  const { mesh, pair } = scene;
  const resource = spot ?? { ref: mesh.settings.ref ?? pair.to, path: "mesh.enableAutoMtls" };
  return {
    what: `automatic mTLS is off for the whole mesh (${refText(resource.ref)}), no DestinationRule asks for mTLS towards ${pair.to.name}`,
    layer: "security",
    resource,
    related: [],
    evidence: [],
    proposals: askForMeshTls(scene),
    advice: [
      {
        summary: `Set enableAutoMtls to true again under the key mesh of ${refText(resource.ref)}`,
        why: "then every caller speaks mTLS to servers that take it, without a DestinationRule for each",
      },
    ],
    sameAs: ["KIA0401", "KIA0501"],
  };
}
