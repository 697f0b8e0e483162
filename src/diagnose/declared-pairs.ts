import { registryEntries, registryService, withTarget } from "../mesh/registry.ts";
import { compare } from "../model/compare.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Ground, Neighbour, SeenCalls } from "../model/neighbour.ts";
import type { Question } from "../model/question.ts";
import { type Ref, refKey } from "../model/ref.ts";
import type { RegistryService } from "../model/service.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { callersOfService } from "./callers-of-service.ts";
import { meshOf } from "./mesh-of.ts";
import { workloadsRead } from "./workloads-read.ts";

/** A workload that calls a service, or is meant to. */
export interface DeclaredPair {
  readonly from: Ref;
  readonly to: Ref;
  readonly question: Question;
  readonly ground: Ground;
  readonly seen: SeenCalls | undefined;
}

/** All pairs that are known into some services. */
export interface DeclaredPairs {
  /** Those with failing calls first, then those with most calls, then by name. */
  readonly pairs: readonly DeclaredPair[];
  /** Services that nobody is known to call: `shop/payment`, `api.bank.example`. */
  readonly uncalled: readonly string[];
}

/**
 * The pairs into services: callers that configuration names, and those that access logs show. Where a whole namespace
 * is admitted, its workloads that were seen calling count; where none was seen, all of them do. Whom nothing names
 * because everybody is let in counts only if seen.
 */
export function declaredPairs(snapshot: Snapshot, services: readonly RegistryService[]): DeclaredPairs {
  const uncalled: string[] = [];
  const pairs = services.flatMap((service) => {
    const found = pairsInto(snapshot, service);
    if (found.length === 0) uncalled.push(wordsFor(service));
    return found;
  });
  return { pairs: pairs.sort(urgentFirst), uncalled };
}

/** Every service that stands in a namespace: Services with ports, and hosts of ServiceEntries. By host name. */
export function servicesIn(mesh: Mesh, namespace: string): readonly RegistryService[] {
  const services = mesh
    .list("Service", namespace)
    .map((service) => withTarget(mesh, registryService(service, mesh.settings.domain)));
  const entries = mesh.list("ServiceEntry", namespace).flatMap(registryEntries);
  return [...services, ...entries].sort((a, b) => compare(a.hostname, b.hostname));
}

function pairsInto(snapshot: Snapshot, service: RegistryService): readonly DeclaredPair[] {
  const mesh = meshOf(snapshot);
  const { servers, workloads, others } = callersOfService(snapshot, service);
  const callers = new Map<string, Neighbour>(workloads.map((each) => [refKey(each.ref), each]));
  const behind = new Set(servers.map(({ owner }) => refKey(owner)));
  for (const { ref, because } of others) {
    if (ref.kind !== "Namespace") continue;
    const members = workloadsRead(mesh).inNamespace(ref.name);
    if (members.some((member) => callers.get(refKey(member))?.seen !== undefined)) continue;
    for (const member of members)
      if (!behind.has(refKey(member)) && !callers.has(refKey(member)))
        callers.set(refKey(member), { ref: member, ground: "declared", because, seen: undefined, only: [], but: [] });
  }
  return [...callers.values()].map(({ ref, ground, seen }) => ({
    from: ref,
    to: service.ref,
    question: {
      from: callerWords(ref, workloadsRead(mesh).sampleOf(ref)?.ref.name),
      to: wordsFor(service),
      namespace: ref.namespace,
      headers: [],
    },
    ground,
    seen,
  }));
}

function wordsFor({ registry, ref, hostname }: RegistryService): string {
  return registry === "Kubernetes" ? `${ref.namespace}/${ref.name}` : hostname;
}

const kindWords: Readonly<Record<string, string>> = {
  Deployment: "",
  ReplicaSet: "rs",
  StatefulSet: "sts",
  DaemonSet: "ds",
  Job: "job",
  Pod: "pod",
};

/** As one would type it: `shop/checkout`, `shop/sts/db`. Workloads of other kinds are asked about by one of their pods. */
function callerWords({ kind, namespace, name }: Ref, pod: string | undefined): string {
  const word = kindWords[kind];
  if (word === undefined && pod !== undefined) return `${namespace}/pod/${pod}`;
  return word === undefined || word === "" ? `${namespace}/${name}` : `${namespace}/${word}/${name}`;
}

function urgentFirst(a: DeclaredPair, b: DeclaredPair): number {
  return (
    (b.seen?.failed ?? 0) - (a.seen?.failed ?? 0) ||
    (b.seen?.calls ?? 0) - (a.seen?.calls ?? 0) ||
    compare(a.question.to, b.question.to) ||
    compare(a.question.from, b.question.from)
  );
}
