import type { Resource } from "../model/metadata.ts";
import type { Ref } from "../model/ref.ts";

/** Which object a resource is. */
export function refOf({ apiVersion, kind, metadata }: Resource): Ref {
  const { namespace, name, cluster } = metadata;
  return { apiVersion, kind, namespace, name, ...(cluster === undefined ? {} : { cluster }) };
}
