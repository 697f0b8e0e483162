/** What an API server serves: which groups, versions and kinds. */
import { apis } from "../../../src/kinds/api-of.ts";
import type { RawObject } from "../snapshot.ts";
import { qualified, type Resource } from "./resource.ts";

/**
 * Versions that differ from an up-to-date cluster's, by group (`networking.istio.io`) or by resource
 * (`tlsroutes.gateway.networking.k8s.io`). Of a group, only these versions remain; `[]` takes it away, as where its
 * CustomResourceDefinitions are not installed. A resource gets just these versions.
 */
export type ServedVersions = Readonly<Record<string, readonly string[]>>;

interface Known {
  readonly versions: readonly string[];
  readonly shortNames?: readonly string[];
  readonly subresources?: readonly string[];
}

const istio = ["v1", "v1beta1", "v1alpha3"];
const security = ["v1", "v1beta1"];

/** By `plural.group`; what is not here has version v1 and no short names. */
const known: Readonly<Record<string, Known>> = {
  namespaces: { versions: ["v1"], shortNames: ["ns"] },
  nodes: { versions: ["v1"], shortNames: ["no"] },
  configmaps: { versions: ["v1"], shortNames: ["cm"] },
  services: { versions: ["v1"], shortNames: ["svc"], subresources: ["proxy", "status"] },
  serviceaccounts: { versions: ["v1"], shortNames: ["sa"] },
  pods: { versions: ["v1"], shortNames: ["po"], subresources: ["exec", "log", "portforward", "proxy", "status"] },
  "deployments.apps": { versions: ["v1"], shortNames: ["deploy"] },
  "replicasets.apps": { versions: ["v1"], shortNames: ["rs"] },
  "statefulsets.apps": { versions: ["v1"], shortNames: ["sts"] },
  "daemonsets.apps": { versions: ["v1"], shortNames: ["ds"] },
  "cronjobs.batch": { versions: ["v1"], shortNames: ["cj"] },
  "networkpolicies.networking.k8s.io": { versions: ["v1"], shortNames: ["netpol"] },
  "ingresses.networking.k8s.io": { versions: ["v1"], shortNames: ["ing"] },
  "virtualservices.networking.istio.io": { versions: istio, shortNames: ["vs"] },
  "destinationrules.networking.istio.io": { versions: istio, shortNames: ["dr"] },
  "gateways.networking.istio.io": { versions: istio, shortNames: ["gw"] },
  "serviceentries.networking.istio.io": { versions: istio, shortNames: ["se"] },
  "workloadentries.networking.istio.io": { versions: istio, shortNames: ["we"] },
  "workloadgroups.networking.istio.io": { versions: istio, shortNames: ["wg"] },
  "sidecars.networking.istio.io": { versions: istio },
  "envoyfilters.networking.istio.io": { versions: ["v1alpha3"] },
  "proxyconfigs.networking.istio.io": { versions: ["v1beta1"] },
  "wasmplugins.extensions.istio.io": { versions: ["v1alpha1"] },
  "telemetries.telemetry.istio.io": { versions: ["v1", "v1alpha1"], shortNames: ["telemetry"] },
  "peerauthentications.security.istio.io": { versions: security, shortNames: ["pa"] },
  "requestauthentications.security.istio.io": { versions: security, shortNames: ["ra"] },
  "authorizationpolicies.security.istio.io": { versions: security, shortNames: ["ap"] },
  "gateways.gateway.networking.k8s.io": { versions: ["v1", "v1beta1"], shortNames: ["gtw"] },
  "gatewayclasses.gateway.networking.k8s.io": { versions: ["v1", "v1beta1"], shortNames: ["gc"] },
  "httproutes.gateway.networking.k8s.io": { versions: ["v1", "v1beta1"] },
  "grpcroutes.gateway.networking.k8s.io": { versions: ["v1"] },
  "tlsroutes.gateway.networking.k8s.io": { versions: ["v1alpha3", "v1alpha2"] },
  "tcproutes.gateway.networking.k8s.io": { versions: ["v1alpha2"] },
};

/** Kinds that a cluster has whether meshwhy reads them or not. */
const others: readonly Pick<Resource, "group" | "kind" | "plural" | "namespaced">[] = [
  { group: "", kind: "Event", plural: "events", namespaced: true },
  { group: "", kind: "Endpoints", plural: "endpoints", namespaced: true },
  { group: "networking.istio.io", kind: "WorkloadGroup", plural: "workloadgroups", namespaced: true },
  { group: "gateway.networking.k8s.io", kind: "GatewayClass", plural: "gatewayclasses", namespaced: false },
  { group: "rbac.authorization.k8s.io", kind: "ClusterRole", plural: "clusterroles", namespaced: false },
  { group: "rbac.authorization.k8s.io", kind: "ClusterRoleBinding", plural: "clusterrolebindings", namespaced: false },
  { group: "rbac.authorization.k8s.io", kind: "Role", plural: "roles", namespaced: true },
  { group: "rbac.authorization.k8s.io", kind: "RoleBinding", plural: "rolebindings", namespaced: true },
  {
    group: "apiextensions.k8s.io",
    kind: "CustomResourceDefinition",
    plural: "customresourcedefinitions",
    namespaced: false,
  },
];

const reviews: readonly (readonly [group: string, kind: string])[] = [
  ["authentication.k8s.io", "SelfSubjectReview"],
  ["authorization.k8s.io", "SelfSubjectAccessReview"],
  ["authorization.k8s.io", "SelfSubjectRulesReview"],
];

/** Groups whose name has dots and that are Kubernetes' own all the same. */
const builtIn = /^(?:|apps|batch|autoscaling|policy|[a-z]+\.k8s\.io)$/;
const builtInNetworking = ["rbac.authorization.k8s.io"];

/** All that is served where these objects lie. Kinds that nobody foresaw are served, too, in the version they have. */
export function catalogOf(objects: Iterable<RawObject>, served: ServedVersions = {}): readonly Resource[] {
  const resources = new Map<string, Resource>();
  for (const api of [...Object.values(apis), ...others])
    add({ ...api, ...known[qualified(api)], verbs: ["get", "list", "watch"] });
  for (const [group, kind] of reviews)
    add({ group, kind, plural: `${kind.toLowerCase()}s`, namespaced: false, verbs: ["create"] });
  const foreseen = new Set([...resources.values()].map(({ group, kind }) => `${group}/${kind}`));
  for (const { apiVersion, kind, metadata } of objects) {
    const { group, version } = groupVersion(apiVersion);
    if (foreseen.has(`${group}/${kind}`)) continue;
    const plural = pluralOf(kind);
    const before = resources.get(qualified({ group, plural }));
    add({
      group,
      kind,
      plural,
      namespaced: before?.namespaced === true || metadata.namespace !== undefined,
      versions: [...new Set([...(before?.versions ?? []), version])],
      verbs: ["get", "list", "watch"],
    });
  }
  return [...resources.values()]
    .map((resource) => restricted(resource, served))
    .filter(({ versions }) => versions.length > 0);

  function add(given: Pick<Resource, "group" | "kind" | "plural" | "namespaced" | "verbs"> & Partial<Resource>): void {
    resources.set(qualified(given), {
      versions: ["v1"],
      shortNames: [],
      subresources: [],
      custom: !builtIn.test(given.group) && !builtInNetworking.includes(given.group),
      ...given,
    });
  }
}

/** `networking.istio.io/v1` taken apart. */
export function groupVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf("/");
  return { group: apiVersion.slice(0, Math.max(0, slash)), version: apiVersion.slice(slash + 1) };
}

function restricted(resource: Resource, served: ServedVersions): Resource {
  const own = served[qualified(resource)];
  if (own !== undefined && resource.group !== "") return { ...resource, versions: own };
  const ofGroup = resource.group === "" ? undefined : served[resource.group];
  return ofGroup === undefined
    ? resource
    : { ...resource, versions: resource.versions.filter((version) => ofGroup.includes(version)) };
}

function pluralOf(kind: string): string {
  const lower = kind.toLowerCase();
  if (/(?:s|x|ch|sh)$/.test(lower)) return `${lower}es`;
  return /[^aeiou]y$/.test(lower) ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}
