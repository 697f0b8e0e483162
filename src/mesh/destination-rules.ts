import type { Inert } from "../model/cause.ts";
import { field } from "../model/evidence.ts";
import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import { refKey, refText } from "../model/ref.ts";
import type { DestinationRule } from "../model/resources/destination-rule.ts";
import type { Gap } from "../model/snapshot.ts";
import type { ProxyView } from "../model/workload.ts";
import { expandHost, wildcardsFor } from "./host.ts";
import { labelsMatch } from "./labels.ts";
import { exportSet, mergeDestinationRules, type RuleEntry } from "./merge-destination-rules.ts";
import type { MergedRule } from "./merged-rule.ts";
import { refOf } from "./ref-of.ts";

/** The DestinationRule in force for a host at a client, and those that name the host without being in force. */
export interface DestinationRuleChoice {
  readonly rule: MergedRule | undefined;
  readonly inert: readonly Inert[];
  /** What was not read and could bring another rule into force. */
  readonly gap: Gap | undefined;
}

/** Whom the rules are for: a service of the registry. */
interface Target {
  readonly hostname: string;
  readonly namespace: string;
}

const byNamespaceAndHost: IndexDefinition<"DestinationRule"> = {
  name: "destination rules by namespace and host",
  kind: "DestinationRule",
  keys: ({ metadata, spec }) => [`${metadata.namespace}/${spec.host}`],
};

const byHost: IndexDefinition<"DestinationRule"> = {
  name: "destination rules by host",
  kind: "DestinationRule",
  keys: ({ spec }) => [spec.host],
};

/**
 * Which DestinationRule a client's proxy obeys for a host. Namespaces are asked in turn (the client's, the service's,
 * the root's) and the first that has any rule for the host, however broad, ends the search.
 * Source: pilot/pkg/model/push_context.go `destinationRule`, `getExportedDestinationRuleFromNamespace`; sidecar.go
 * `SidecarScope.DestinationRule`.
 */
export function destinationRuleFor(mesh: Mesh, view: ProxyView, service: Target): DestinationRuleChoice {
  const pools = poolsFor(mesh, view, service);
  const decisive = firstFound(mesh, pools, service.hostname);
  const rule = decisive === undefined ? undefined : choose(decisive.entries, view);
  const inForce = new Set((rule?.from ?? []).map(refKey));
  return {
    rule,
    // Only a failure asks for these, and a popular host may have one in every namespace.
    get inert() {
      return inertBeside(mesh, view, service, decisive, inForce);
    },
    gap: gapBefore(mesh, pools, decisive?.pool),
  };
}

/** Where rules are looked for, and which of a namespace's rules can be seen from there. */
interface Pool {
  readonly namespace: string;
  visible(rule: DestinationRule): boolean;
  /** Asked after the most specific host was chosen: a rule that is not exported still hides a broader one. */
  exported(entry: RuleEntry): boolean;
}

function poolsFor(mesh: Mesh, view: ProxyView, service: Target): Pool[] {
  const { rootNamespace } = mesh.settings;
  const exportedTo = (namespace: string): Pool => ({
    namespace,
    visible: (rule) => !isPrivate(mesh, rule),
    exported: ({ exportTo }) => exportTo.size === 0 || exportTo.has("*") || exportTo.has(view.namespace),
  });
  const own: Pool = {
    namespace: view.namespace,
    // In the root namespace only what is meant for it alone counts here; its other rules are everybody's fallback.
    visible: (rule) => (view.namespace === rootNamespace ? isPrivate(mesh, rule) : isLocal(rule)),
    exported: () => true,
  };
  const namespaces = service.namespace === "" ? [rootNamespace] : [service.namespace, rootNamespace];
  return [own, ...[...new Set(namespaces)].map(exportedTo)];
}

/** Seen by clients of its own namespace. Source: push_context.go `setDestinationRules`. */
function isLocal(rule: DestinationRule): boolean {
  const exportTo = exportSet(rule);
  return exportTo.size === 0 || exportTo.has("*") || exportTo.has(".") || exportTo.has(rule.metadata.namespace);
}

/** Seen by nobody else. Source: push_context.go `setDestinationRules` (`isPrivateOnly`). */
function isPrivate(mesh: Mesh, rule: DestinationRule): boolean {
  const exportTo = exportSet(rule);
  if (exportTo.size === 0) return mesh.settings.destinationRuleExportTo.includes(".");
  return exportTo.size === 1 && (exportTo.has(".") || exportTo.has(rule.metadata.namespace));
}

interface LookedUp {
  readonly pool: Pool;
  readonly host: string;
  readonly entries: readonly RuleEntry[];
  readonly inert: readonly Inert[];
}

function firstFound(mesh: Mesh, pools: readonly Pool[], hostname: string): LookedUp | undefined {
  for (const pool of pools) {
    const found = lookUp(mesh, pool, hostname);
    if (found !== undefined && found.entries.length > 0) return found;
  }
  return undefined;
}

function lookUp(mesh: Mesh, pool: Pool, hostname: string): LookedUp | undefined {
  for (const host of [hostname, ...wildcardsFor(hostname)]) {
    const rules = rulesNaming(mesh, pool.namespace, host).filter(pool.visible);
    if (rules.length === 0) continue;
    const { entries, inert } = mergeDestinationRules(host, rules);
    return { pool, host, entries: entries.filter(pool.exported), inert };
  }
  return undefined;
}

/** Rules of a namespace for exactly this host, short names included. */
function rulesNaming(mesh: Mesh, namespace: string, host: string): readonly DestinationRule[] {
  const full = mesh.find(byNamespaceAndHost, `${namespace}/${host}`);
  const short = host.split(".", 1)[0] ?? "";
  if (short === host || expandHost(short, namespace, mesh.settings.domain) !== host) return full;
  return [...full, ...mesh.find(byNamespaceAndHost, `${namespace}/${short}`)];
}

/** A rule whose selector covers the client, else the last that has no selector. */
function choose(entries: readonly RuleEntry[], view: ProxyView): MergedRule | undefined {
  const selected = entries.find(
    ({ selector, rule }) =>
      selector !== undefined && rule.ref.namespace === view.namespace && labelsMatch(selector, view.labels),
  );
  return (selected ?? entries.findLast(({ selector }) => selector === undefined))?.rule;
}

/** An unread namespace matters up to and including the one that decided: an older rule there would merge. */
function gapBefore(mesh: Mesh, pools: readonly Pool[], decisive: Pool | undefined): Gap | undefined {
  const asked = decisive === undefined ? pools : pools.slice(0, pools.indexOf(decisive) + 1);
  for (const { namespace } of asked) {
    const gap = mesh.gap("DestinationRule", namespace);
    if (gap !== undefined) return gap;
  }
  return undefined;
}

function inertBeside(
  mesh: Mesh,
  view: ProxyView,
  service: Target,
  decisive: LookedUp | undefined,
  inForce: ReadonlySet<string>,
): Inert[] {
  const seen = new Set(inForce);
  const inert: Inert[] = [...(decisive?.inert ?? [])].filter(({ ref }) => inForce.has(refKey(ref)));
  for (const rule of namingHost(mesh, view, service)) {
    const ref = refOf(rule);
    if (seen.has(refKey(ref))) continue;
    seen.add(refKey(ref));
    inert.push({ ref, ...whyNotInForce(mesh, view, service, rule, decisive) });
  }
  return inert;
}

/** Every rule that names the host, in whatever namespace and spelling, most specific spelling first. */
function namingHost(mesh: Mesh, view: ProxyView, { hostname, namespace }: Target): DestinationRule[] {
  const { domain, rootNamespace } = mesh.settings;
  const [name = "", ...rest] = hostname.split(".");
  const inCluster = hostname === expandHost(name, namespace, domain) && rest.length > 0;
  // A short name elsewhere means another service; where none of that name exists, this one was probably meant.
  const strayNamespaces = [view.namespace, rootNamespace].filter(
    (stray) => stray !== namespace && mesh.get("Service", stray, name) === undefined,
  );
  return [
    ...mesh.find(byHost, hostname),
    ...(inCluster
      ? [
          ...rulesNaming(mesh, namespace, hostname),
          ...strayNamespaces.flatMap((stray) => mesh.find(byNamespaceAndHost, `${stray}/${name}`)),
          ...mesh.find(byHost, `${name}.${namespace}`),
          ...mesh.find(byHost, `${name}.${namespace}.svc`),
        ]
      : []),
    ...wildcardsFor(hostname).flatMap((wildcard) =>
      [...new Set([view.namespace, namespace, rootNamespace])].flatMap((asked) =>
        mesh.find(byNamespaceAndHost, `${asked}/${wildcard}`),
      ),
    ),
  ];
}

type WhyInert = Omit<Inert, "ref">;

function whyNotInForce(
  mesh: Mesh,
  view: ProxyView,
  service: Target,
  rule: DestinationRule,
  decisive: LookedUp | undefined,
): WhyInert {
  const { rootNamespace, domain } = mesh.settings;
  const { namespace } = rule.metadata;
  const ref = refOf(rule);
  const because = (
    path: string,
    reason: Inert["reason"],
    why: string,
    value?: string | readonly string[],
  ): WhyInert => ({
    path,
    reason,
    why,
    evidence: [field(ref, path, value, why)],
  });
  const written = rule.spec.host;
  const host = expandHost(written, namespace, domain);
  if (host !== service.hostname && !host.startsWith("*")) {
    const why = written.includes(".")
      ? `${written} is not expanded, since it contains a dot; the service is ${service.hostname}`
      : `${written} means ${host} in namespace ${namespace}; the service is ${service.hostname}`;
    return because("spec.host", "host", why, written);
  }
  if (![view.namespace, service.namespace, rootNamespace].includes(namespace)) {
    const why = `namespace ${namespace} is neither the client's (${view.namespace}) nor the service's (${service.namespace}) nor the root namespace`;
    return because("metadata.namespace", "namespace", why, namespace);
  }
  const selector = rule.spec.workloadSelector;
  if (selector !== undefined) {
    if (namespace !== view.namespace)
      return because(
        "spec.workloadSelector",
        "selector",
        `a rule with a workloadSelector serves clients of ${namespace} only`,
      );
    if (!labelsMatch(selector.matchLabels, view.labels))
      return because("spec.workloadSelector", "selector", "its workloadSelector does not match the client's labels");
  }
  if (!isSeenBy(mesh, view, rule)) {
    const why =
      rule.spec.exportTo === undefined
        ? "the mesh's defaultDestinationRuleExportTo keeps it in its own namespace"
        : `it is not exported to namespace ${view.namespace}`;
    return because("spec.exportTo", "export", why, rule.spec.exportTo);
  }
  const winner = decisive?.entries[0]?.rule;
  if (winner === undefined)
    return because("spec.host", "overridden", `it is hidden by a rule that is not exported`, written);
  const by = refText(winner.ref);
  if (winner.ref.namespace !== namespace)
    return because(
      "spec.host",
      "overridden",
      `${by} (host ${winner.host}) of namespace ${winner.ref.namespace} is looked at first`,
      written,
    );
  if (winner.host !== host)
    return because("spec.host", "overridden", `${by} names the host more closely (${winner.host})`, written);
  return because("spec.host", "overridden", `${by} for the same host is in force instead`, written);
}

function isSeenBy(mesh: Mesh, view: ProxyView, rule: DestinationRule): boolean {
  if (rule.metadata.namespace === view.namespace) return isLocal(rule) || isPrivate(mesh, rule);
  const exportTo = exportSet(rule);
  if (exportTo.size === 0) return !isPrivate(mesh, rule);
  return exportTo.has("*") || exportTo.has(view.namespace);
}
