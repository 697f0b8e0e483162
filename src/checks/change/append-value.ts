import type { Spot } from "../../model/cause.ts";
import type { Change } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import { pointer } from "../../model/path.ts";

/** One more entry at the end of a list, provided the list is as it was. */
export function appendValue({ ref, path }: Spot, old: readonly Json[], value: Json): Change {
  const at = pointer(path);
  return {
    kind: "patch",
    ref,
    patch: [
      { op: "test", path: at, value: old },
      { op: "add", path: `${at}/${old.length}`, value },
    ],
  };
}
