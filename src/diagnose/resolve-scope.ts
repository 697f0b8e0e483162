import { registryEntries } from "../mesh/registry.ts";
import type { Mesh } from "../model/mesh.ts";
import { MeshError } from "../model/mesh-error.ts";
import { refText } from "../model/ref.ts";
import type { Scope } from "../model/scope.ts";
import type { RegistryService } from "../model/service.ts";
import { servicesIn } from "./declared-pairs.ts";
import { findNamed } from "./find-named.ts";
import { hasNamespace } from "./has-namespace.ts";
import { resolveTo } from "./resolve-to.ts";
import { unknownNamespace } from "./unknown-namespace.ts";

/** What the names of a scope stand for. */
export interface ResolvedScope {
  /** `Service shop/payment`, `namespace shop`, in the order of asking. */
  readonly titles: readonly string[];
  readonly services: readonly RegistryService[];
}

/**
 * The services that a scope means. A name that is both a Service's and a namespace's is not guessed at: `ns/payment`
 * is the namespace, `shop/payment` the Service.
 * @throws MeshError UNKNOWN_NAME or AMBIGUOUS_NAME
 */
export function resolveScope(mesh: Mesh, { of, namespaces, namespace }: Scope): ResolvedScope {
  if (namespace !== undefined && !hasNamespace(mesh, namespace)) throw unknownNamespace(mesh, namespace);
  const titles: string[] = [];
  const services = new Map<string, RegistryService>();
  const note = (title: string, found: readonly RegistryService[]): void => {
    titles.push(title);
    for (const service of found) services.set(`${service.namespace}/${service.hostname}`, service);
  };
  for (const name of namespaces) note(`namespace ${name}`, all(name));
  for (const typed of of) {
    const [, named] = /^(?:ns|namespace)\/([^/]+)$/.exec(typed) ?? [];
    if (named !== undefined) note(`namespace ${named}`, all(named));
    else if (meansNamespace(mesh, typed, namespace)) note(`namespace ${typed}`, all(typed));
    else {
      const [service] = resolveTo(mesh, typed, { asked: namespace, caller: undefined }).services;
      if (service === undefined)
        throw new MeshError(
          "UNKNOWN_NAME",
          `Cannot find "${typed}": no service or namespace that was read has that name`,
          "Name a Service, a workload behind one, a ServiceEntry's host or a namespace.",
        );
      note(service.registry === "Kubernetes" ? refText(service.ref) : `host ${service.hostname}`, [service]);
    }
  }
  return { titles, services: [...services.values()] };

  function all(name: string): readonly RegistryService[] {
    if (!hasNamespace(mesh, name) && mesh.list("ServiceEntry", name).flatMap(registryEntries).length === 0)
      throw unknownNamespace(mesh, name);
    return servicesIn(mesh, name);
  }
}

function meansNamespace(mesh: Mesh, typed: string, namespace: string | undefined): boolean {
  if (typed.includes("/") || typed.includes(".") || !hasNamespace(mesh, typed)) return false;
  const asServices = findNamed(mesh, "Service", typed, undefined);
  if (asServices.length === 0) return true;
  if (asServices.some((ref) => ref.namespace === namespace)) return false;
  const candidates = [`ns/${typed}`, ...asServices.map((ref) => `${ref.namespace}/${ref.name}`)];
  throw new MeshError(
    "AMBIGUOUS_NAME",
    `Cannot choose "${typed}": it is a namespace, and a Service has that name`,
    `Ask again with one of ${candidates.join(", ")}.`,
    candidates,
  );
}
