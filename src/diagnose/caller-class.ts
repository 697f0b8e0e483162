import { authorizationPoliciesFor } from "../mesh/authorization-policies.ts";
import { virtualServicesFor } from "../mesh/virtual-services.ts";
import type { Mesh } from "../model/mesh.ts";
import type { LabelSelector } from "../model/metadata.ts";
import type { Pair } from "../model/pair.ts";
import type { AuthorizationSource } from "../model/resources/security.ts";
import { principal, type Workload } from "../model/workload.ts";
import { addressBlocks, whereabouts } from "../simulate/address-blocks.ts";
import { proxyFacts } from "../simulate/fate.ts";
import { staysOnNode } from "../simulate/stays-on-node.ts";

/** Tells callers apart as far as anything in the mesh does. */
export type ClassOf = (workload: Workload) => string;

/**
 * How the configuration around a service tells one caller from another: by namespace, proxy, the labels that some
 * selector asks for, the identities that some policy names. Callers of one class fare alike.
 */
export function callerClasses(mesh: Mesh, pair: Pair): ClassOf {
  const sources = sourcesAsked(mesh, pair);
  const patterns = [...new Set(sources.flatMap(identitiesIn))];
  const blocks = addressBlocks(mesh, [pair.from.namespace, ...pair.services.map(({ namespace }) => namespace)]);
  const conditional = asksConditions(mesh, pair);
  const isLocal = staysOnNode(mesh, pair);
  const keys = new Map<string, readonly string[]>();
  const labelKeys = (namespace: string): readonly string[] => {
    const known = keys.get(namespace) ?? [...labelsAsked(mesh, pair, namespace)].sort();
    keys.set(namespace, known);
    return known;
  };
  return (workload) => {
    const { namespace, serviceAccount, labels, pod } = workload;
    const identity = principal(mesh.home(workload.ref).settings.trustDomain, namespace, serviceAccount);
    return JSON.stringify([
      namespace,
      proxyFacts(workload),
      isLocal ? (pod.spec.nodeName ?? null) : null,
      labelKeys(namespace).map((key) => labels[key] ?? null),
      patterns.map((pattern) => names(pattern, identity, namespace, serviceAccount)),
      whereabouts(blocks, workload.ip),
      conditional ? serviceAccount : null,
    ]);
  };
}

/** The sources of every policy at the server. */
function sourcesAsked(mesh: Mesh, pair: Pair): readonly AuthorizationSource[] {
  return policiesAt(mesh, pair).flatMap(({ spec }) =>
    (spec.rules ?? []).flatMap(({ from = [] }) => from.flatMap(({ source }) => (source === undefined ? [] : [source]))),
  );
}

/** Conditions on the source may ask for any identity: then every identity is its own class. */
function asksConditions(mesh: Mesh, pair: Pair): boolean {
  return policiesAt(mesh, pair).some(({ spec }) =>
    (spec.rules ?? []).some(({ when = [] }) =>
      when.some(({ key }) => key.startsWith("source.") || key === "remote.ip"),
    ),
  );
}

function policiesAt(mesh: Mesh, { services }: Pair) {
  return [mesh, ...mesh.peers].flatMap((home) => policiesIn(home, services));
}

function policiesIn(mesh: Mesh, services: Pair["services"]) {
  return services.flatMap((service) => {
    const selector = mesh.get("Service", service.ref.namespace, service.ref.name)?.spec.selector;
    const pod =
      selector === undefined
        ? undefined
        : mesh
            .list("Pod", service.namespace)
            .find(({ metadata }) => Object.entries(selector).every(([key, value]) => metadata.labels[key] === value));
    const { allow, deny, custom } = authorizationPoliciesFor(mesh, {
      namespace: service.namespace,
      labels: pod?.metadata.labels ?? selector ?? {},
      kind: "sidecar",
    });
    return [...allow, ...deny, ...custom];
  });
}

function identitiesIn(source: AuthorizationSource): readonly string[] {
  const { principals, notPrincipals, serviceAccounts, notServiceAccounts } = source;
  return [principals, notPrincipals, serviceAccounts, notServiceAccounts].flatMap((list) => list ?? []);
}

/** Whether a policy's name may mean this identity; finer than the policy itself would do no harm. */
function names(pattern: string, identity: string, namespace: string, serviceAccount: string): boolean {
  if (pattern === identity || pattern === serviceAccount || pattern === `${namespace}/${serviceAccount}`) return true;
  if (pattern.endsWith("*")) return identity.startsWith(pattern.slice(0, -1));
  if (pattern.startsWith("*")) return identity.endsWith(pattern.slice(1));
  return pattern.slice(pattern.indexOf("/")) === identity.slice(identity.indexOf("/"));
}

/** Label keys by which routes, Sidecars, DestinationRules and NetworkPolicies choose among a namespace's callers. */
function labelsAsked(mesh: Mesh, pair: Pair, namespace: string): ReadonlySet<string> {
  const keys = new Set<string>();
  const add = (labels: Readonly<Record<string, string>> | undefined): void => {
    for (const key in labels) keys.add(key);
  };
  const addSelector = (selector: LabelSelector | undefined): void => {
    add(selector?.matchLabels);
    for (const { key } of selector?.matchExpressions ?? []) keys.add(key);
  };
  for (const { spec } of mesh.list("Sidecar", namespace)) add(spec.workloadSelector?.labels);
  for (const { spec } of mesh.list("DestinationRule", namespace)) add(spec.workloadSelector?.matchLabels);
  for (const service of pair.services) {
    const view = { kind: "sidecar" as const, namespace, labels: {} };
    for (const { spec } of virtualServicesFor(mesh, view, service.hostname, "mesh").inForce) {
      for (const { match = [] } of spec.http ?? []) for (const { sourceLabels } of match) add(sourceLabels);
      for (const { match = [] } of [...(spec.tcp ?? []), ...(spec.tls ?? [])])
        for (const { sourceLabels } of match) add(sourceLabels);
    }
    for (const { spec } of mesh.list("NetworkPolicy", service.namespace))
      for (const { from = [] } of spec.ingress ?? []) for (const { podSelector } of from) addSelector(podSelector);
  }
  for (const { spec } of mesh.list("NetworkPolicy", namespace)) addSelector(spec.podSelector);
  return keys;
}
