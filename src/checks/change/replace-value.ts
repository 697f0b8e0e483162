import type { Spot } from "../../model/cause.ts";
import type { Change } from "../../model/fix.ts";
import type { Json } from "../../model/json.ts";
import { pointer } from "../../model/path.ts";

/** Another value for a field, provided the old one still stands there. */
export function replaceValue({ ref, path }: Spot, old: Json, value: Json): Change {
  const at = pointer(path);
  return {
    kind: "patch",
    ref,
    patch: [
      { op: "test", path: at, value: old },
      { op: "replace", path: at, value },
    ],
  };
}
