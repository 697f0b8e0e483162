import { z } from "zod";
import { type Definition, header } from "./definition.ts";
import { picked } from "./picked.ts";
import { isRawObject, type RawObject } from "./raw-object.ts";
import { resourceSchema } from "./resource-schema.ts";

/** `v1` Secret, without any value. */
export const secretSchema = resourceSchema("Secret", { type: z.string().optional(), keys: z.array(z.string()) });

/** How Secrets are read: the names of their keys, never a value. */
export const secret: Definition<"Secret"> = {
  schema: secretSchema,
  pick: (raw) => ({ candidate: { ...header("Secret", raw), ...picked(raw, ["type"]), keys: keysOf(raw) } }),
};

function keysOf({ keys, data, stringData }: RawObject): unknown {
  if (keys !== undefined && keys !== null) return keys;
  const names = [data, stringData].flatMap((values) => (isRawObject(values) ? Object.keys(values) : []));
  return [...new Set(names)].sort();
}
