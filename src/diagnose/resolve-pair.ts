import { gatewayPods } from "../mesh/gateway-pods.ts";
import { isIpAddress } from "../mesh/ip-address.ts";
import { newPodsGap } from "../mesh/new-pods-gap.ts";
import { refIn } from "../mesh/ref-in.ts";
import { refOf } from "../mesh/ref-of.ts";
import { servicesNamed } from "../mesh/registry.ts";
import { isAlive, podAt, workloadOf } from "../mesh/workloads.ts";
import { compare } from "../model/compare.ts";
import type { WordKind } from "../model/kind-words.ts";
import type { Mesh } from "../model/mesh.ts";
import { MeshError } from "../model/mesh-error.ts";
import type { Pair } from "../model/pair.ts";
import type { Party, Question } from "../model/question.ts";
import type { Workload } from "../model/workload.ts";
import { chooseNamed } from "./choose-named.ts";
import { clientsOf } from "./clients-of.ts";
import { controllerKinds } from "./controller-kinds.ts";
import { findNamed } from "./find-named.ts";
import { hasNamespace } from "./has-namespace.ts";
import { nameForm } from "./name-form.ts";
import { podsOfParty } from "./pods-of-party.ts";
import { resolveTo } from "./resolve-to.ts";
import { unknownName } from "./unknown-name.ts";
import { unknownNamespace } from "./unknown-namespace.ts";
import { unreadHint } from "./unread-hint.ts";

/**
 * Who is meant by the names of a question.
 * @throws MeshError UNKNOWN_NAME or AMBIGUOUS_NAME, with what may have been meant
 */
export function resolvePair(mesh: Mesh, question: Question): Pair {
  if (question.namespace !== undefined && !hasNamespace(mesh, question.namespace))
    throw unknownNamespace(mesh, question.namespace);
  const from = resolveFrom(mesh, question);
  const to = resolveAt(mesh, question, from.party.namespace);
  const viaGateway = from.clients.length > 0 && from.clients.every(({ proxy }) => proxy.kind === "gateway");
  return { from: from.party, clients: from.clients, ...to, viaGateway };
}

/**
 * Who is called: a name of another cluster is one there, and what the caller dials is the host of that name. Where that
 * cluster could not be read at all, the caller's own is all there is to go by.
 */
function resolveAt(
  mesh: Mesh,
  question: Question,
  caller: string,
): Pick<Pair, "to" | "services" | "host" | "addresses"> {
  const home = mesh.home(question.toCluster === undefined ? {} : { cluster: question.toCluster });
  const names = { asked: question.namespace, caller };
  if (home === mesh) return resolveTo(mesh, question.to, names);
  if (home.gap("Service") !== undefined && home.all("Service").length === 0) {
    const supposed = resolveTo(mesh, question.to, names);
    return { ...supposed, to: refIn(home, supposed.to) };
  }
  const there = resolveTo(home, question.to, names);
  if (isIpAddress(there.host))
    throw new MeshError(
      "UNKNOWN_NAME",
      `Cannot ask about "${question.to}" in cluster ${home.cluster}: an address says nothing of its cluster`,
      "Name a Service of that cluster.",
    );
  const known = servicesNamed(mesh, there.host);
  return known.length === 0 ? there : { ...there, services: known };
}

function resolveFrom(mesh: Mesh, { from: typed, namespace }: Question): { party: Party; clients: readonly Workload[] } {
  if (typed === "internet") return theGateway(mesh);
  const form = nameForm(typed);
  if (isIpAddress(typed)) {
    const pod = podAt(mesh, typed);
    if (pod !== undefined) return { party: refOf(pod), clients: [workloadOf(mesh, pod)] };
    throw new MeshError(
      "UNKNOWN_NAME",
      `Cannot find "${typed}": no pod has this address`,
      `Name the calling workload instead, e.g. namespace/name.${unreadHint(mesh, ["Pod"])}`,
    );
  }
  const kinds: readonly (readonly WordKind[])[] =
    form.kind !== undefined ? [[form.kind]] : [controllerKinds, ["Service"], ["ServiceAccount"], ["Pod"], ["CronJob"]];
  for (const tier of kinds) {
    const party = chooseNamed(
      typed,
      tier.flatMap((kind) => findNamed(mesh, kind, form.name, form.namespace)),
      namespace,
      undefined,
    );
    if (party !== undefined) return { party, clients: callersOf(mesh, party) };
  }
  throw unknownName(mesh, typed, form.name, form.namespace, "the caller");
}

/** The one gateway that faces the internet, or an error that lists them. */
function theGateway(mesh: Mesh): { party: Party; clients: readonly Workload[] } {
  const workloads = gatewayPods(mesh).map((pod) => workloadOf(mesh, pod));
  const owners = new Map(
    workloads.map((workload) => [`${workload.owner.namespace}/${workload.owner.name}`, workload.owner]),
  );
  const facing = [...owners.values()].filter(({ name }) => !name.includes("egress"));
  const [only] = facing;
  if (only === undefined) {
    throw new MeshError(
      "UNKNOWN_NAME",
      'Cannot find "internet": no gateway workload was read',
      `Name the gateway workload, e.g. istio-system/istio-ingressgateway.${unreadHint(mesh, ["Pod", "Gateway"])}`,
    );
  }
  if (facing.length > 1) {
    const candidates = [...owners.keys()].sort(compare);
    throw new MeshError(
      "AMBIGUOUS_NAME",
      `Cannot choose a gateway for "internet": there are ${facing.length}`,
      `Name one of ${candidates.join(", ")}.`,
      candidates,
    );
  }
  return {
    party: only,
    clients: workloads.filter(({ owner }) => owner.name === only.name && owner.namespace === only.namespace),
  };
}

/** Of pods that were not read nothing is supposed, nor of new ones of which nobody knows whether they have a proxy. */
function callersOf(mesh: Mesh, party: Party): readonly Workload[] {
  if (podsOfParty(mesh, party).some(isAlive)) return clientsOf(mesh, party);
  const gap = mesh.gap("Pod", party.namespace) ?? newPodsGap(mesh, party);
  return gap === undefined ? clientsOf(mesh, party) : [];
}
