import { isRawObject } from "./raw-object.ts";

/** A copy in which members that are `null` are absent, however deep, as Kubernetes and proto JSON read them. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRawObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (member === null ? [] : [[name, withoutNulls(member)]])),
  );
}
