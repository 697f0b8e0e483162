import { expandHost, isWildcard } from "../mesh/host.ts";
import { labelsMatch } from "../mesh/labels.ts";
import { refOf } from "../mesh/ref-of.ts";
import { registryService, servicesNamed } from "../mesh/registry.ts";
import { servicesSelecting } from "../mesh/services-selecting.ts";
import { sidecarScope } from "../mesh/sidecar-scope.ts";
import { podsWith } from "../mesh/workloads.ts";
import { type Evidence, field } from "../model/evidence.ts";
import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import type { Neighbour, SeenCalls } from "../model/neighbour.ts";
import { type Ref, refKey } from "../model/ref.ts";
import type { AuthorizationPolicy } from "../model/resources/security.ts";
import type { RegistryService } from "../model/service.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Workload } from "../model/workload.ts";
import { bySight } from "./by-sight.ts";
import { meshOf } from "./mesh-of.ts";
import { namedSources } from "./named-source.ts";
import { requestLimits } from "./request-limits.ts";
import { seenPairs } from "./seen-pairs.ts";

const byNamed: IndexDefinition<"AuthorizationPolicy"> = {
  name: "authorization policies by whom they name",
  kind: "AuthorizationPolicy",
  keys: (policy) =>
    (policy.spec.rules ?? []).flatMap((rule, index) =>
      namedSources(policy, rule, index).flatMap(({ named }) =>
        named.kind === "account"
          ? [`${named.namespace}/${named.account}`]
          : named.kind === "namespace"
            ? [named.namespace]
            : [],
      ),
    ),
};

const bySourceLabels: IndexDefinition<"VirtualService"> = {
  name: "virtual services that ask for labels of the caller",
  kind: "VirtualService",
  keys: ({ spec }) =>
    (spec.http ?? []).some(({ match = [] }) => match.some(({ sourceLabels }) => sourceLabels !== undefined))
      ? ["any"]
      : [],
};

interface Found {
  readonly ref: Ref;
  readonly host: string | undefined;
  readonly because: Evidence[];
  readonly only: Set<string>;
  seen?: SeenCalls;
}

/**
 * Whom workloads call: hosts that logs show them calling, hosts that their Sidecar imports by name, services whose
 * ALLOW policies name their identity, and hosts for which a VirtualService or DestinationRule is written for their
 * labels.
 */
export function calleesOf(snapshot: Snapshot, workloads: readonly Workload[], itself: Ref): readonly Neighbour[] {
  const mesh = meshOf(snapshot);
  const found = new Map<string, Found>();
  const owners = new Map(workloads.map((workload) => [refKey(workload.owner), workload]));
  for (const workload of owners.values()) {
    for (const { host, service, seen } of seenPairs(snapshot).by(workload.owner)) addSeen(service, host, seen);
    admitted(workload);
    imported(workload);
    written(workload);
  }
  found.delete(refKey(itself));
  return [...found.values()].map(neighbour).sort(bySight);

  function admitted({ namespace, serviceAccount }: Workload): void {
    for (const key of [`${namespace}/${serviceAccount}`, namespace])
      for (const policy of mesh.find(byNamed, key)) {
        if ((policy.spec.action ?? "ALLOW") !== "ALLOW") continue;
        for (const [index, rule] of (policy.spec.rules ?? []).entries()) {
          const source = namedSources(policy, rule, index).find(({ named }) =>
            named.kind === "account"
              ? `${named.namespace}/${named.account}` === key
              : named.kind === "namespace" && named.namespace === key,
          );
          if (source === undefined) continue;
          for (const ref of guarded(mesh, policy)) {
            const entry = add(ref, field(refOf(policy), source.path, source.value));
            for (const limit of requestLimits(rule)) entry.only.add(limit);
          }
        }
      }
  }

  function imported({ proxy, namespace, labels }: Workload): void {
    const { sidecar, listeners } = sidecarScope(mesh, { kind: proxy.kind, namespace, labels });
    if (sidecar === undefined) return;
    for (const { imports } of listeners)
      for (const { host, path, written } of imports)
        if (!isWildcard(host)) addHost(host, field(refOf(sidecar), path, written));
  }

  function written({ namespace, labels }: Workload): void {
    for (const rule of mesh.list("DestinationRule", namespace)) {
      const selector = rule.spec.workloadSelector?.matchLabels;
      if (selector === undefined || !labelsMatch(selector, labels) || isWildcard(rule.spec.host)) continue;
      addHost(
        expandHost(rule.spec.host, namespace, mesh.settings.domain),
        field(refOf(rule), "spec.workloadSelector.matchLabels", { ...selector }),
      );
    }
    for (const service of mesh.find(bySourceLabels, "any"))
      for (const [i, { match = [] }] of (service.spec.http ?? []).entries())
        for (const [j, { sourceLabels, sourceNamespace }] of match.entries()) {
          if (sourceLabels === undefined || !labelsMatch(sourceLabels, labels)) continue;
          if (sourceNamespace !== undefined && sourceNamespace !== namespace) continue;
          const why = field(refOf(service), `spec.http[${i}].match[${j}].sourceLabels`, { ...sourceLabels });
          for (const host of service.spec.hosts)
            if (!isWildcard(host)) addHost(expandHost(host, service.metadata.namespace, mesh.settings.domain), why);
        }
  }

  function addHost(host: string, evidence: Evidence): void {
    const [service] = servicesNamed(mesh, host);
    add(refFor(service, host), evidence, hostFor(service, host));
  }

  function addSeen(service: RegistryService | undefined, host: string, seen: SeenCalls): void {
    const entry = add(refFor(service, host), undefined, hostFor(service, host));
    entry.seen = entry.seen === undefined ? seen : summed(entry.seen, seen);
  }

  function add(ref: Ref, evidence: Evidence | undefined, host?: string): Found {
    const key = host === undefined ? refKey(ref) : `${refKey(ref)} ${host}`;
    const entry = found.get(key) ?? { ref, host, because: [], only: new Set<string>() };
    found.set(key, entry);
    if (evidence !== undefined && !entry.because.some((known) => JSON.stringify(known) === JSON.stringify(evidence)))
      entry.because.push(evidence);
    return entry;
  }
}

function refFor(service: RegistryService | undefined, host: string): Ref {
  return service?.ref ?? { apiVersion: "", kind: "Host", namespace: "", name: host };
}

function hostFor(service: RegistryService | undefined, host: string): string | undefined {
  return service?.registry === "External" ? host : undefined;
}

/** The services whose workloads a policy stands before; of one without a selector, the whole namespace. */
function guarded(mesh: Mesh, { metadata, spec }: AuthorizationPolicy): readonly Ref[] {
  const { namespace } = metadata;
  const labels = spec.selector?.matchLabels ?? {};
  const targets = spec.targetRefs ?? (spec.targetRef === undefined ? [] : [spec.targetRef]);
  if (targets.length > 0)
    return targets.flatMap(({ kind, name }) => {
      const service = kind === "Service" ? mesh.get("Service", namespace, name) : undefined;
      return service === undefined ? [] : [refOf(service)];
    });
  if (Object.keys(labels).length === 0) {
    if (namespace === mesh.settings.rootNamespace) return [];
    return [{ apiVersion: "v1", kind: "Namespace", namespace: "", name: namespace }];
  }
  const bySelector = mesh
    .list("Service", namespace)
    .filter(({ spec: { selector } }) => selector !== undefined && labelsMatch(labels, selector))
    .map((service) => registryService(service, mesh.settings.domain).ref);
  if (bySelector.length > 0) return bySelector;
  return podsWith(mesh, namespace, labels).flatMap((pod) =>
    servicesSelecting(mesh, namespace, pod.metadata.labels).map(({ ref }) => ref),
  );
}

function summed(a: SeenCalls, b: SeenCalls): SeenCalls {
  return { calls: a.calls + b.calls, failed: a.failed + b.failed, last: a.last > b.last ? a.last : b.last };
}

function neighbour({ ref, host, because, only, seen }: Found): Neighbour {
  const ground = seen === undefined ? "declared" : because.length === 0 ? "seen" : "both";
  return { ref, ...(host === undefined ? {} : { host }), ground, because, seen, only: [...only], but: [] };
}
