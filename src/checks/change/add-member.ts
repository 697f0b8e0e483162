import type { Spot } from "../../model/cause.ts";
import type { Change } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import { pointer } from "../../model/path.ts";

/**
 * A member or list entry that was not there.
 * @param witness a value beside it that tells that the object is still as it was
 */
export function addMember(
  { ref, path }: Spot,
  value: Json,
  witness: { readonly path: string; readonly value: Json },
): Change {
  return {
    kind: "patch",
    ref,
    patch: [
      { op: "test", path: pointer(witness.path), value: witness.value },
      { op: "add", path: pointer(path), value },
    ],
  };
}
