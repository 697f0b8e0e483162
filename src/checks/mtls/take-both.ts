import type { Spot } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { replaceValue } from "../change/replace-value.ts";
import { valueAt } from "../value-at.ts";

/** A PeerAuthentication that switches mTLS off takes it again, and plaintext as before. */
export function takeBoth(mesh: Mesh, spot: Spot): readonly Proposal[] {
  const old = valueAt(mesh, spot);
  if (old !== "DISABLE") return [];
  return [
    {
      summary: `Set ${spot.path} of ${refText(spot.ref)} to PERMISSIVE: mTLS is taken again, and plaintext still`,
      changes: [replaceValue(spot, old, "PERMISSIVE")],
      after: [],
    },
  ];
}
