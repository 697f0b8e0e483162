import { refText } from "../../model/ref.ts";
import { addMember } from "../change/add-member.ts";
import { replaceValue } from "../change/replace-value.ts";
import { askForMeshTls } from "../mtls/ask-for-mesh-tls.ts";
import { valueAt } from "../value-at.ts";
import type { PlaintextOrigin, PlaintextScene } from "./plaintext-origin.ts";
import type { ReasonOf } from "./reason-of.ts";

/** A ServiceEntry that calls the mesh's own pods outside. */
export function meshExternal({ spot }: ReasonOf<"mesh-external">, scene: PlaintextScene): PlaintextOrigin {
  const { mesh } = scene;
  const old = valueAt(mesh, spot);
  const change =
    old === undefined
      ? addMember(spot, "MESH_INTERNAL", { path: "metadata.name", value: spot.ref.name })
      : replaceValue(spot, old, "MESH_INTERNAL");
  return {
    what: `${refText(spot.ref)} declares its hosts as outside the mesh (MESH_EXTERNAL)`,
    layer: "traffic-policy",
    resource: spot,
    related: [],
    evidence: [],
    proposals: [
      { summary: `Declare ${refText(spot.ref)} MESH_INTERNAL`, changes: [change], after: [] },
      ...askForMeshTls(scene),
    ],
    advice: [],
    sameAs: [],
  };
}
