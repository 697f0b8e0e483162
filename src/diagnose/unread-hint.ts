import type { Mesh } from "../model/mesh.ts";
import type { Kind } from "../model/resource-kinds.ts";

/**
 * What is not there may only not have been allowed to be seen: a sentence behind another on which of these kinds could
 * not be read, and what helps; "" where all were.
 */
export function unreadHint(mesh: Mesh, kinds: readonly Kind[], namespace?: string): string {
  const gaps = kinds.flatMap((kind) => mesh.gap(kind, namespace) ?? []).filter(({ grant }) => grant !== undefined);
  const [first, ...others] = gaps;
  if (first === undefined) return "";
  if (others.length === 0) return ` ${first.what} could not be read; what helps: ${first.grant}.`;
  return ` ${gaps.map(({ what }) => what).join("; ")} could not be read; mesh doctor says what helps.`;
}
