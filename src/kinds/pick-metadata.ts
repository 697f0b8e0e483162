import { isKeptAnnotation } from "./kept-annotation.ts";
import { picked } from "./picked.ts";
import { isRawObject, type RawObject } from "./raw-object.ts";
import { reducedProxyConfig } from "./reduced-proxy-config.ts";

const kept: readonly string[] = ["name", "creationTimestamp", "deletionTimestamp", "ownerReferences"];

/** The part of `metadata` that is looked at; wrongly typed values are passed on for the schema to name. */
export function pickMetadata(metadata: unknown, namespaced: boolean): unknown {
  if (!isRawObject(metadata)) return metadata;
  return {
    ...picked(metadata, kept),
    namespace: namespaced ? namespaceOf(metadata) : "",
    ...pickLabels(metadata),
    ...pickManagedFields(metadata.managedFields),
  };
}

/** Labels whole, annotations by allow-list: all that is kept of a pod template's metadata. */
export function pickLabels(metadata: RawObject): { readonly labels: unknown; readonly annotations: unknown } {
  return { labels: metadata.labels ?? {}, annotations: pickAnnotations(metadata.annotations ?? {}) };
}

/** Manifests written by hand may lack the namespace; kubectl then takes `default`. */
export function namespaceOf(metadata: RawObject): unknown {
  const { namespace } = metadata;
  return namespace === undefined || namespace === null || namespace === "" ? "default" : namespace;
}

function pickAnnotations(annotations: unknown): unknown {
  if (!isRawObject(annotations)) return annotations;
  const kept: Record<string, unknown> = {};
  for (const name in annotations) {
    if (!isKeptAnnotation(name)) continue;
    const value = annotations[name];
    kept[name] = name === "proxy.istio.io/config" && typeof value === "string" ? reducedProxyConfig(value) : value;
  }
  return kept;
}

function pickManagedFields(managedFields: unknown): { readonly managedFields?: unknown } {
  if (managedFields === undefined || managedFields === null) return {};
  if (!Array.isArray(managedFields)) return { managedFields };
  const entries = managedFields.filter((entry) => !(isRawObject(entry) && entry.subresource === "status"));
  return { managedFields: entries.map((entry) => (isRawObject(entry) ? pickEntry(entry) : entry)) };
}

function pickEntry(entry: RawObject): RawObject {
  return { manager: "", ...picked(entry, ["manager", "operation", "time"]) };
}
