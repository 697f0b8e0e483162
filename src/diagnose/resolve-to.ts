import { wildcardsFor } from "../mesh/host.ts";
import { isIpAddress } from "../mesh/ip-address.ts";
import { refOf } from "../mesh/ref-of.ts";
import { registryService, servicesAt, servicesNamed, wildcardEntries, withTarget } from "../mesh/registry.ts";
import { servicesSelecting } from "../mesh/services-selecting.ts";
import { podAt } from "../mesh/workloads.ts";
import { compare } from "../model/compare.ts";
import type { WordKind } from "../model/kind-words.ts";
import type { Mesh } from "../model/mesh.ts";
import { MeshError } from "../model/mesh-error.ts";
import { isNonEmpty } from "../model/non-empty.ts";
import type { Pair } from "../model/pair.ts";
import type { Ref } from "../model/ref.ts";
import type { RegistryService } from "../model/service.ts";
import { editDistance, similarNames } from "../model/similar-names.ts";
import { runningPods } from "../simulate/running-pods.ts";
import { chooseNamed } from "./choose-named.ts";
import { clientsOf } from "./clients-of.ts";
import { controllerKinds } from "./controller-kinds.ts";
import { didYouMean } from "./did-you-mean.ts";
import { findNamed } from "./find-named.ts";
import { knownNamespaces } from "./known-namespaces.ts";
import { nameForm } from "./name-form.ts";
import { noNamespace } from "./no-namespace.ts";
import { nameable, unknownName } from "./unknown-name.ts";
import { unreadHint } from "./unread-hint.ts";

type Resolved = Pick<Pair, "to" | "services" | "host" | "addresses">;

/**
 * Who is called by a name. `asked` is the namespace that was named beside it, `caller` that of who calls: there it is
 * looked up first, in this order.
 * @throws MeshError UNKNOWN_NAME or AMBIGUOUS_NAME
 */
export function resolveTo(
  mesh: Mesh,
  typed: string,
  { asked: namespace, caller }: { readonly asked: string | undefined; readonly caller: string | undefined },
): Resolved {
  if (isIpAddress(typed)) return resolveAddress(mesh, typed);
  const form = nameForm(typed);
  const kinds: readonly WordKind[] = form.kind !== undefined ? [form.kind] : ["Service"];
  const services = kinds.includes("Service")
    ? chooseNamed(typed, findNamed(mesh, "Service", form.name, form.namespace), namespace, caller)
    : undefined;
  if (services !== undefined) return throughService(mesh, services);
  if (form.host !== undefined && form.kind === undefined) {
    const registered = [
      ...servicesNamed(mesh, form.host),
      ...wildcardEntries(mesh, wildcardsFor(form.host.toLowerCase())),
    ];
    if (isNonEmpty(registered)) return { to: registered[0].ref, services: registered, host: form.host };
  }
  const full = form.kind === undefined && form.host?.endsWith(`.svc.${mesh.settings.domain}`) ? form.host : undefined;
  for (const tier of form.kind !== undefined ? [[form.kind]] : [controllerKinds, ["Pod" as const]]) {
    const workload = chooseNamed(
      typed,
      tier.filter((kind) => kind !== "Service").flatMap((kind) => findNamed(mesh, kind, form.name, form.namespace)),
      namespace,
      caller,
    );
    // A full name is that of a Service and of nothing else.
    if (workload !== undefined) return full === undefined ? throughWorkload(mesh, workload) : nobody(full);
  }
  if (form.host !== undefined && form.kind === undefined && full === undefined)
    return outsideHost(mesh, typed, form.host);
  // A full name in a namespace that does not exist: the caller's DNS would not find it either, which is an answer.
  if (full !== undefined && !knownNamespaces(mesh).has(form.namespace ?? "") && mesh.gap("Namespace") === undefined)
    return nobody(full);
  throw unknownName(mesh, typed, form.name, form.namespace, "the service");
}

/** A name that DNS does not find. */
function nobody(host: string): Resolved {
  return { to: { apiVersion: "", kind: "Host", namespace: "", name: host }, services: [], host };
}

function throughService(mesh: Mesh, ref: Ref): Resolved {
  const service = mesh.home(ref).get("Service", ref.namespace, ref.name);
  if (service === undefined) throw unknownName(mesh, ref.name, ref.name, ref.namespace, "the service");
  const registered = withTarget(mesh, registryService(service, mesh.settings.domain));
  return { to: ref, services: [registered], host: registered.hostname };
}

function throughWorkload(mesh: Mesh, ref: Ref): Resolved {
  const workloads = clientsOf(mesh, ref);
  const selecting = unique(workloads.flatMap(({ namespace, labels }) => servicesSelecting(mesh, namespace, labels)));
  // Where Services could not be read, a ServiceEntry of the same pods is not what is called by their name.
  const isOpen = ref.kind !== "Pod" && mesh.gap("Service", ref.namespace) !== undefined;
  const services = isOpen && selecting.every(({ registry }) => registry !== "Kubernetes") ? [] : selecting;
  const addresses = runningPods(workloads).flatMap(({ ip }) => ip ?? []);
  const [address] = addresses;
  const host = ref.kind === "Pod" ? (address ?? services[0]?.hostname) : (services[0]?.hostname ?? address);
  if (host === undefined) {
    throw new MeshError(
      "UNKNOWN_NAME",
      `Cannot call "${ref.namespace}/${ref.name}": no Service selects it and none of its pods has an address`,
      `Name a Service, or check the Service's selector.${unreadHint(mesh, ["Service", "Pod"], ref.namespace)}`,
    );
  }
  return { to: ref, services, host, ...(ref.kind !== "Pod" && services.length === 0 ? { addresses } : {}) };
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
      `Cannot find "${typed}": ${nothingNamed(mesh, first, last, known)}`,
      `${didYouMean(candidates)}${unreadHint(mesh, nameable, last)}`,
      candidates,
    );
  }
  return { to: { apiVersion: "", kind: "Host", namespace: "", name: host }, services: [], host };
}

function nothingNamed(mesh: Mesh, name: string, namespace: string, known: ReadonlySet<string>): string {
  return known.has(namespace)
    ? `namespace "${namespace}" has no Service or workload "${name}"`
    : noNamespace(mesh, namespace);
}

function unique(services: readonly RegistryService[]): readonly RegistryService[] {
  return services.filter(
    (service, i) =>
      services.findIndex(
        ({ hostname, namespace }) => hostname === service.hostname && namespace === service.namespace,
      ) === i,
  );
}
