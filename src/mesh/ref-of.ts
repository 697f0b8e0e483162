import type { Resource } from "../model/metadata.ts";
import type { Ref } from "../model/ref.ts";

/** Which object a resource is. */
export function refOf({ apiVersion, kind, metadata }: Resource): Ref {
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name };
}
