import { asJson } from "../../mesh/as-json.ts";
import type { Json } from "../../model/json.ts";
import { pathParts } from "../../model/path.ts";
import type { AnyResource } from "../../model/resource-kinds.ts";

/** A map of JSON. */
export type JsonMap = { readonly [key: string]: Json };

/** An object in the shape that it has in Kubernetes. */
export interface Printed {
  readonly object: JsonMap;
  /** Where the field stands in it. */
  readonly parts: readonly (string | number)[];
  /** How many parts lead to a text that holds YAML of its own: `data`, `mesh`. */
  readonly textAt?: number;
}

/** Which text of Istio's ConfigMaps holds what the resource has under another name. */
const textKeys: ReadonlyMap<unknown, string> = new Map([
  ["mesh", "mesh"],
  ["injector", "config"],
]);

/**
 * A resource, and a field of it, in the shape that the object has in Kubernetes. `undefined`: the field stands where
 * too much of the object is dropped when it is read to show its lines.
 */
export function printedObject(resource: AnyResource, field: string): Printed | undefined {
  const whole = asJson(resource) as JsonMap;
  const parts = pathParts(field);
  const [first, ...others] = parts;
  if (first === undefined || parts.includes("env") || parts.includes("managedFields")) return undefined;
  if (resource.kind === "Secret" && first === "keys") return undefined;
  const object = without(whole, ["keys", "mesh", "injector"]);
  const key = resource.kind === "ConfigMap" ? textKeys.get(first) : undefined;
  if (key === undefined) return { object, parts };
  const data = { [key]: whole[String(first)] ?? {} };
  return { object: { ...object, data }, parts: ["data", key, ...others], textAt: 2 };
}

function without(map: JsonMap, keys: readonly string[]): JsonMap {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}
