import type { DestinationRule, TrafficPolicy } from "../../model/resources/destination-rule.ts";
import type { Resources } from "../../model/snapshot.ts";
import { meshConfigIn } from "../mesh-config-in.ts";
import { limits } from "./limits.ts";

/** A proxy that may need certificates of its own, as far as is known of it. */
export interface Dialler {
  readonly namespace: string;
  /** Of its pods; a Service's selector stands for them. */
  readonly labels: Readonly<Record<string, string>>;
  /** Whether it is known to be a gateway: then a Gateway without a selector is its, too. */
  readonly isGateway: boolean;
}

/** For which host certificates are asked, without its port; undefined: for any. */
export interface Hosts {
  /** Of those that gateways serve: what the request is for at the edge. */
  readonly served: string | undefined;
  /** Of those that proxies dial with: an outside host. */
  readonly dialled: string | undefined;
}

/** The name of a Secret. */
export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Secrets that certificates of these proxies are taken from: of Gateways and Ingresses that they serve, and of
 * DestinationRules. A proxy reads Secrets of its own namespace only.
 * @param hosts those that are asked for; where there are many certificates, only those for them matter
 */
export function credentialNames(
  diallers: readonly Dialler[],
  resources: Resources,
  hosts: Hosts,
): readonly SecretName[] {
  // A fix may lead to another server, so that a few more are worth the asking.
  const all = namesFor(diallers, resources, { served: undefined, dialled: undefined });
  return all.length <= limits.secretsByName ? all : namesFor(diallers, resources, hosts);
}

function namesFor(
  diallers: readonly Dialler[],
  resources: Resources,
  { served, dialled }: Hosts,
): readonly SecretName[] {
  const names = diallers.flatMap((dialler) =>
    [...servedNames(dialler, resources, served), ...dialledNames(dialler, resources, dialled)].flatMap((written) =>
      inNamespace(written, dialler.namespace),
    ),
  );
  return [...new Map(names.map((one) => [`${one.namespace}/${one.name}`, one])).values()];
}

function servedNames(dialler: Dialler, resources: Resources, host: string | undefined): readonly string[] {
  const { Gateway = [], Ingress = [] } = resources;
  const ofGateways = Gateway.filter(({ spec }) => selects(spec.selector ?? {}, dialler)).flatMap(({ spec }) =>
    spec.servers.flatMap(({ tls, hosts }) => {
      if (tls === undefined || !hosts.some((pattern) => covers(pattern, host))) return [];
      const listed = tls.credentialNames ?? [];
      const names = listed.length > 0 ? listed : [tls.credentialName ?? ""];
      const isMutual = tls.mode === "MUTUAL" || tls.mode === "OPTIONAL_MUTUAL";
      return names.flatMap((name) => (isMutual && name !== "" ? [name, `${name}-cacert`] : [name]));
    }),
  );
  // Ingresses of Istio's class are served by the gateway that the mesh's configuration selects for them.
  const { ingressSelector = "ingressgateway", ingressClass = "istio" } = meshConfigIn(resources) ?? {};
  if (!selects({ istio: ingressSelector }, dialler)) return ofGateways;
  const ofIngresses = Ingress.filter(({ metadata, spec }) => {
    const named = metadata.annotations["kubernetes.io/ingress.class"] ?? spec.ingressClassName;
    return named === undefined || named === ingressClass;
  }).flatMap(({ spec }) =>
    (spec.tls ?? []).flatMap(({ secretName = "", hosts = [] }) =>
      hosts.length === 0 || hosts.some((pattern) => covers(pattern, host)) ? [secretName] : [],
    ),
  );
  return [...ofGateways, ...ofIngresses];
}

/** Whether `namespace/*.example.com` may be meant by a host; where none is asked for, any may. */
function covers(pattern: string, host: string | undefined): boolean {
  const bare = pattern.slice(pattern.indexOf("/") + 1);
  if (host === undefined || bare === host) return true;
  return bare.startsWith("*") && host.endsWith(bare.slice(1));
}

/** A sidecar takes certificates only of rules that select it; others lose their TLS settings there. */
function dialledNames(
  dialler: Dialler,
  { DestinationRule = [] }: Resources,
  host: string | undefined,
): readonly string[] {
  const own = DestinationRule.filter(({ metadata, spec: { workloadSelector } }) =>
    workloadSelector === undefined
      ? dialler.isGateway
      : metadata.namespace === dialler.namespace && selects(workloadSelector.matchLabels ?? {}, dialler, true),
  );
  return own.filter(({ spec }) => covers(spec.host, host)).flatMap(({ spec }) => certificatesOf(spec));
}

/** The names of certificates that a DestinationRule writes down. */
export function certificatesOf({ trafficPolicy, subsets = [] }: DestinationRule["spec"]): readonly string[] {
  const all = [trafficPolicy, ...subsets.map((subset) => subset.trafficPolicy)];
  return all.flatMap(namesIn).filter((name) => name !== "");
}

function namesIn(policy: TrafficPolicy | undefined): readonly string[] {
  const all = [policy?.tls, ...(policy?.portLevelSettings ?? []).map(({ tls }) => tls)];
  return all.map((tls) => tls?.credentialName ?? "");
}

function selects(
  selector: Readonly<Record<string, string>>,
  { labels, isGateway }: Dialler,
  ifEmpty = isGateway,
): boolean {
  const wanted = Object.entries(selector);
  return wanted.length === 0 ? ifEmpty : wanted.every(([key, value]) => labels[key] === value);
}

/** `kubernetes://name` and `kubernetes-gateway://namespace/name` are Secrets, too; other schemes are none. */
function inNamespace(written: string, namespace: string): readonly SecretName[] {
  const bare = written.replace(/^kubernetes(?:-gateway)?:\/\//, "");
  const parts = bare.split("/");
  const [owner, name] = parts.length === 2 ? parts : [namespace, bare];
  return owner === namespace && name !== undefined && name !== "" ? [{ namespace, name }] : [];
}
