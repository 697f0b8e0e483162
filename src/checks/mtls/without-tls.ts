import type { Spot } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { removeValue } from "../change/remove-value.ts";
import { valueAt } from "../value-at.ts";
import { tlsBlock } from "./tls-block.ts";

/** A DestinationRule's `tls` block goes: the proxies choose by themselves what each server takes. */
export function withoutTls(mesh: Mesh, spot: Spot): readonly Proposal[] {
  const block = tlsBlock(spot);
  const old = block === undefined ? undefined : valueAt(mesh, block);
  if (block === undefined || old === undefined) return [];
  return [
    {
      summary: `Remove ${block.path} from ${refText(block.ref)}: automatic mTLS then does what the server takes`,
      changes: [removeValue(block, old)],
      after: [],
    },
  ];
}
