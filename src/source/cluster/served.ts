import { apiOf } from "../../kinds/api-of.ts";
import { isRawObject, type RawObject } from "../../kinds/raw-object.ts";
import type { Kind } from "../../model/resource-kinds.ts";

/** Which versions of an API group a server serves, the one it prefers first. */
export type Served = ReadonlyMap<string, readonly string[]>;

/** Versions of kinds that are not served in the preferred version of their group, likeliest first. */
const ownVersions: { readonly [K in Kind]?: readonly string[] } = {
  EnvoyFilter: ["v1alpha3"],
  ProxyConfig: ["v1beta1"],
  Telemetry: ["v1", "v1alpha1"],
  WasmPlugin: ["v1alpha1"],
  TCPRoute: ["v1alpha2", "v1"],
  TLSRoute: ["v1alpha2", "v1alpha3", "v1"],
  GRPCRoute: ["v1", "v1alpha2"],
  HTTPRoute: ["v1", "v1beta1"],
  KubernetesGateway: ["v1", "v1beta1"],
};

/** What the answer to `/apis` says. Source: Kubernetes API reference, APIGroupList. */
export function servedIn({ groups }: RawObject): Served {
  const served = new Map<string, readonly string[]>();
  for (const group of Array.isArray(groups) ? groups : []) {
    if (!isRawObject(group) || typeof group.name !== "string") continue;
    const preferred = versionOf(group.preferredVersion);
    const versions = (Array.isArray(group.versions) ? group.versions : []).flatMap((each) => versionOf(each) ?? []);
    served.set(group.name, [...new Set([...(preferred === undefined ? [] : [preferred]), ...versions])]);
  }
  return served;
}

/**
 * The versions in which a kind may be served, likeliest first. Empty: the server knows nothing of its group.
 * `served` is absent where the server did not say; then the versions that are usual are tried.
 */
export function versionsOf(kind: Kind, served: Served | undefined): readonly string[] {
  const { group } = apiOf(kind);
  if (group === "") return ["v1"];
  const own = ownVersions[kind];
  if (served === undefined) return own ?? (group.endsWith("istio.io") ? ["v1", "v1beta1"] : ["v1"]);
  const known = served.get(group) ?? [];
  return own === undefined ? known : own.filter((version) => known.includes(version));
}

function versionOf(value: unknown): string | undefined {
  return isRawObject(value) && typeof value.version === "string" ? value.version : undefined;
}
