import { apiOf } from "../../kinds/api-of.ts";
import { kindOf } from "../../kinds/kind-of.ts";
import { namespaceOf } from "../../kinds/pick-metadata.ts";
import { isRawObject, type RawObject } from "../../kinds/raw-object.ts";
import type { Head } from "./head.ts";

/** Which object this is; `undefined`: of no kind that meshwhy reads, or without a proper name. */
export function headOf({ apiVersion, kind: name, metadata, spec }: RawObject): Head | undefined {
  if (typeof apiVersion !== "string" || typeof name !== "string" || !isRawObject(metadata)) return undefined;
  const kind = kindOf(apiVersion, name);
  const namespace = kind !== undefined && apiOf(kind).namespaced ? namespaceOf(metadata) : "";
  if (kind === undefined || typeof metadata.name !== "string" || typeof namespace !== "string") return undefined;
  return {
    kind,
    apiVersion,
    namespace,
    name: metadata.name,
    labels: isRawObject(metadata.labels) ? metadata.labels : {},
    serviceAccount: kind === "Pod" && isRawObject(spec) ? textOf(spec.serviceAccountName) : "",
    isDeletion: isRawObject(metadata.annotations) && metadata.annotations["meshwhy/delete"] === "true",
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
