import type { Spot } from "../../model/cause.ts";
import type { Change } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import { pointer } from "../../model/path.ts";

/** A field taken away, provided it still is as it was. */
export function removeValue({ ref, path }: Spot, old: Json): Change {
  const at = pointer(path);
  return {
    kind: "patch",
    ref,
    patch: [
      { op: "test", path: at, value: old },
      { op: "remove", path: at },
    ],
  };
}
