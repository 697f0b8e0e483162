import type { Spot } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { replaceValue } from "../change/replace-value.ts";
import { valueAt } from "../value-at.ts";
import { tlsBlock } from "./tls-block.ts";

/** A DestinationRule's `tls` block asks for the mesh's own mTLS instead. */
export function speakMeshTls(mesh: Mesh, spot: Spot): readonly Proposal[] {
  const block = tlsBlock(spot);
  const old = block === undefined ? undefined : valueAt(mesh, block);
  if (block === undefined || old === undefined) return [];
  return [
    {
      summary: `Set ${block.path}.mode of ${refText(block.ref)} to ISTIO_MUTUAL`,
      changes: [replaceValue(block, old, { mode: "ISTIO_MUTUAL" })],
      after: [],
    },
  ];
}
