import { gatewayPods } from "../mesh/gateway-pods.ts";
import { wildcardsFor } from "../mesh/host.ts";
import { isIpAddress } from "../mesh/ip-address.ts";
import { workloadFromTemplate } from "../mesh/pod-from-template.ts";
import { refOf } from "../mesh/ref-of.ts";
import { registryService, servicesAt, servicesNamed, wildcardEntries, withTarget } from "../mesh/registry.ts";
import { servicesSelecting } from "../mesh/services-selecting.ts";
import { controllerOf, isAlive, podAt, podsOwnedBy, podsWith, workloadOf } from "../mesh/workloads.ts";
import { compare } from "../model/compare.ts";
import type { Mesh } from "../model/mesh.ts";
import { MeshError } from "../model/mesh-error.ts";
import { isNonEmpty } from "../model/non-empty.ts";
import type { Pair } from "../model/pair.ts";
import type { Party, Question } from "../model/question.ts";
import type { Ref } from "../model/ref.ts";
import type { RegistryService } from "../model/service.ts";
import { editDistance, similarNames } from "../model/similar-names.ts";
import type { Workload } from "../model/workload.ts";
import { findNamed } from "./find-named.ts";
import { type NamedKind, nameForm } from "./name-form.ts";

const controllers = ["Deployment", "StatefulSet", "DaemonSet", "Job"] as const;

/**
 * Who is meant by the names of a question.
 * @throws MeshError UNKNOWN_NAME or AMBIGUOUS_NAME, with what may have been meant
 */
export function resolvePair(mesh: Mesh, question: Question): Pair {
  if (question.namespace !== undefined && !hasNamespace(mesh, question.namespace))
    throw unknownNamespace(mesh, question.namespace);
  const from = resolveFrom(mesh, question);
  const to = resolveTo(mesh, question, from.party);
  const viaGateway = from.clients.length > 0 && from.clients.every(({ proxy }) => proxy.kind === "gateway");
  return { from: from.party, clients: from.clients, ...to, viaGateway };
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
      "Name the calling workload instead, e.g. namespace/name.",
    );
  }
  const kinds: readonly (readonly NamedKind[])[] =
    form.kind !== undefined ? [[form.kind]] : [controllers, ["Service"], ["ServiceAccount"], ["Pod"]];
  for (const tier of kinds) {
    const party = choose(
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
      "Name the gateway workload, e.g. istio-system/istio-ingressgateway.",
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

/** The pods behind a caller; where none runs, the one that its template would make. */
function clientsOf(mesh: Mesh, party: Party): readonly Workload[] {
  const pods = podsOf(mesh, party).filter(isAlive);
  if (pods.length > 0) return pods.map((pod) => workloadOf(mesh, pod)).sort((a, b) => compare(a.ref.name, b.ref.name));
  const controller = controllerOf(mesh, party);
  return controller === undefined ? [] : [workloadFromTemplate(mesh, controller)];
}

/** Of pods that were not read nothing is supposed. */
function callersOf(mesh: Mesh, party: Party): readonly Workload[] {
  const isUnread = mesh.gap("Pod", party.namespace) !== undefined && !podsOf(mesh, party).some(isAlive);
  return isUnread ? [] : clientsOf(mesh, party);
}

function podsOf(mesh: Mesh, party: Party) {
  switch (party.kind) {
    case "Pod": {
      const pod = mesh.get("Pod", party.namespace, party.name);
      return pod === undefined ? [] : [pod];
    }
    case "Service": {
      const selector = mesh.get("Service", party.namespace, party.name)?.spec.selector;
      return selector === undefined ? [] : podsWith(mesh, party.namespace, selector);
    }
    case "ServiceAccount":
      return mesh
        .list("Pod", party.namespace)
        .filter(({ spec }) => (spec.serviceAccountName ?? "default") === party.name);
    default:
      return podsOwnedBy(mesh, party);
  }
}

type Resolved = Pick<Pair, "to" | "services" | "host">;

function resolveTo(mesh: Mesh, { to: typed, namespace }: Question, from: Party): Resolved {
  if (isIpAddress(typed)) return resolveAddress(mesh, typed);
  const form = nameForm(typed);
  const kinds: readonly NamedKind[] = form.kind !== undefined ? [form.kind] : ["Service"];
  const services = kinds.includes("Service")
    ? choose(typed, findNamed(mesh, "Service", form.name, form.namespace), namespace, from.namespace)
    : undefined;
  if (services !== undefined) return throughService(mesh, services);
  if (form.host !== undefined && form.kind === undefined) {
    const registered = [
      ...servicesNamed(mesh, form.host),
      ...wildcardEntries(mesh, wildcardsFor(form.host.toLowerCase())),
    ];
    if (isNonEmpty(registered)) return { to: registered[0].ref, services: registered, host: form.host };
  }
  for (const tier of form.kind !== undefined ? [[form.kind]] : [controllers, ["Pod" as const]]) {
    const workload = choose(
      typed,
      tier.filter((kind) => kind !== "Service").flatMap((kind) => findNamed(mesh, kind, form.name, form.namespace)),
      namespace,
      from.namespace,
    );
    if (workload !== undefined) return throughWorkload(mesh, workload);
  }
  if (form.host !== undefined && form.kind === undefined && !form.host.endsWith(`.svc.${mesh.settings.domain}`))
    return outsideHost(mesh, typed, form.host);
  // A full name in a namespace that does not exist: the caller's DNS would not find it either, which is an answer.
  if (form.host?.endsWith(`.svc.${mesh.settings.domain}`) && !knownNamespaces(mesh).has(form.namespace ?? ""))
    return { to: { apiVersion: "", kind: "Host", namespace: "", name: form.host }, services: [], host: form.host };
  throw unknownName(mesh, typed, form.name, form.namespace, "the service");
}

function throughService(mesh: Mesh, ref: Ref): Resolved {
  const service = mesh.get("Service", ref.namespace, ref.name);
  if (service === undefined) throw unknownName(mesh, ref.name, ref.name, ref.namespace, "the service");
  const registered = withTarget(mesh, registryService(service, mesh.settings.domain));
  return { to: ref, services: [registered], host: registered.hostname };
}

function throughWorkload(mesh: Mesh, ref: Ref): Resolved {
  const workloads = clientsOf(mesh, ref);
  const services = unique(workloads.flatMap(({ namespace, labels }) => servicesSelecting(mesh, namespace, labels)));
  const address = workloads.find(({ ip }) => ip !== undefined)?.ip;
  const host = ref.kind === "Pod" ? (address ?? services[0]?.hostname) : (services[0]?.hostname ?? address);
  if (host === undefined) {
    throw new MeshError(
      "UNKNOWN_NAME",
      `Cannot call "${ref.namespace}/${ref.name}": no Service selects it and none of its pods has an address`,
      "Name a Service, or check the Service's selector.",
    );
  }
  return { to: ref, services, host };
}

function resolveAddress(mesh: Mesh, ip: string): Resolved {
  const registered = servicesAt(mesh, ip);
  const [service] = registered;
  const pod = podAt(mesh, ip);
  // A ServiceEntry may claim a pod's address; the pod is still what answers there.
  if (pod !== undefined && service?.registry !== "Kubernetes") {
    return {
      to: refOf(pod),
      services: [...servicesSelecting(mesh, pod.metadata.namespace, pod.metadata.labels), ...registered],
      host: ip,
    };
  }
  if (service !== undefined) return { to: service.ref, services: registered, host: ip };
  return { to: { apiVersion: "", kind: "Address", namespace: "", name: ip }, services: [], host: ip };
}

/** A name that no registry knows is taken for an outside host, unless it looks like a slip of the keyboard. */
function outsideHost(mesh: Mesh, typed: string, host: string): Resolved {
  const last = host.slice(host.lastIndexOf(".") + 1);
  const labels = host.split(".");
  const [first = ""] = labels;
  const known = knownNamespaces(mesh);
  const close =
    labels.length === 2
      ? [...known].filter(
          (namespace) => editDistance(last, namespace, 2) <= Math.min(2, Math.floor(namespace.length / 3)),
        )
      : [];
  if (close.length > 0) {
    const candidates = close.sort(compare).flatMap((namespace) => {
      const exact = findNamed(mesh, "Service", first, namespace).map(() => `${first}.${namespace}`);
      return exact.length > 0
        ? exact
        : similarNames(
            first,
            mesh.list("Service", namespace).map(({ metadata }) => metadata.name),
          ).map((name) => `${name}.${namespace}`);
    });
    throw new MeshError(
      "UNKNOWN_NAME",
      `Cannot find "${typed}": ${nothingNamed(first, last, known)}`,
      didYouMean(candidates),
      candidates,
    );
  }
  return { to: { apiVersion: "", kind: "Host", namespace: "", name: host }, services: [], host };
}

function nothingNamed(name: string, namespace: string, known: ReadonlySet<string>): string {
  return known.has(namespace)
    ? `namespace "${namespace}" has no Service or workload "${name}"`
    : `there is no namespace "${namespace}"`;
}

/** Whether anything that was read stands in a namespace, or is it. */
function hasNamespace(mesh: Mesh, namespace: string): boolean {
  return (
    mesh.get("Namespace", "", namespace) !== undefined ||
    (["Service", "Pod", ...controllers] as const).some((kind) => mesh.list(kind, namespace).length > 0)
  );
}

function unknownNamespace(mesh: Mesh, namespace: string): MeshError {
  const candidates = similarNames(namespace, knownNamespaces(mesh));
  return new MeshError(
    "UNKNOWN_NAME",
    `Cannot find namespace "${namespace}": nothing that was read stands in it`,
    candidates.length > 0 ? didYouMean(candidates) : `Check that the snapshot holds the namespace.`,
    candidates,
  );
}

function knownNamespaces(mesh: Mesh): ReadonlySet<string> {
  return new Set([
    ...mesh.all("Namespace").map(({ metadata }) => metadata.name),
    ...mesh.all("Service").map(({ metadata }) => metadata.namespace),
  ]);
}

/** One object of those found: the namespace asked for, else the caller's, else the only one there is. */
function choose(
  typed: string,
  found: readonly Ref[],
  asked: string | undefined,
  caller: string | undefined,
): Ref | undefined {
  if (found.length === 0) return undefined;
  const namespaces = new Set(found.map(({ namespace }) => namespace));
  for (const preferred of [asked, caller]) {
    const match = preferred === undefined ? undefined : found.find(({ namespace }) => namespace === preferred);
    if (match !== undefined) return match;
  }
  if (namespaces.size === 1) return found[0];
  const candidates = [...new Set(found.map(({ namespace, name }) => `${namespace}/${name}`))].sort(compare);
  throw new MeshError(
    "AMBIGUOUS_NAME",
    `Cannot choose "${typed}": ${candidates.length} namespaces have one`,
    `Ask again with one of ${candidates.join(", ")}.`,
    candidates,
  );
}

function unknownName(mesh: Mesh, typed: string, name: string, namespace: string | undefined, role: string): MeshError {
  const known = (["Deployment", "StatefulSet", "DaemonSet", "Service"] as const).flatMap((kind) =>
    mesh.all(kind).map(({ metadata }) => metadata),
  );
  const nearby = similarNames(
    name,
    known.filter((found) => namespace === undefined || found.namespace === namespace).map((found) => found.name),
  );
  const exactElsewhere = known
    .filter((found) => found.name === name)
    .map((found) => `${found.namespace}/${found.name}`);
  const near = known
    .filter((found) => nearby.includes(found.name) && (namespace === undefined || found.namespace === namespace))
    .map((found) => `${found.namespace}/${found.name}`);
  const namespaces =
    namespace === undefined
      ? []
      : similarNames(namespace, knownNamespaces(mesh)).flatMap((space) =>
          known.some((found) => found.namespace === space && found.name === name) ? [`${space}/${name}`] : [],
        );
  const candidates = [...new Set([...exactElsewhere, ...namespaces, ...near])].slice(0, 5);
  const where =
    namespace === undefined
      ? "no workload, Service or service account in this snapshot is called so"
      : hasNamespace(mesh, namespace)
        ? `namespace "${namespace}" has no workload, Service or service account "${name}"`
        : `there is no namespace "${namespace}"`;
  return new MeshError(
    "UNKNOWN_NAME",
    `Cannot find "${typed}": ${where}`,
    candidates.length > 0
      ? didYouMean(candidates)
      : `Check the name of ${role}, and that the snapshot holds its namespace.`,
    candidates,
  );
}

function didYouMean(candidates: readonly string[]): string {
  return candidates.length === 0 ? "Check the spelling of the namespace." : `Did you mean ${candidates.join(", ")}?`;
}

function unique(services: readonly RegistryService[]): readonly RegistryService[] {
  return services.filter(
    (service, i) =>
      services.findIndex(
        ({ hostname, namespace }) => hostname === service.hostname && namespace === service.namespace,
      ) === i,
  );
}
