import { refOf } from "../mesh/ref-of.ts";
import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import type { Ref } from "../model/ref.ts";

/**
 * Hosts that a mistyped one may stand for: the same name written short or with dots (`payment.prod`), and the
 * services of the namespace that is named.
 */
export function similarHosts(mesh: Mesh, host: string): readonly string[] {
  const { domain } = mesh.settings;
  const [name = "", namespace = ""] = host.split(".");
  const full = (service: string, space: string): string => `${service}.${space}.svc.${domain}`;
  if (mesh.get("Service", namespace, name) !== undefined && host !== full(name, namespace))
    return [full(name, namespace)];
  return mesh
    .list("Service", namespace)
    .map(({ metadata }) => metadata.name)
    .filter((other) => oneSlip(other, name))
    .map((other) => full(other, namespace));
}

/** Whether two names differ by one letter added, lost, changed or swapped, or one begins with the other. */
function oneSlip(a: string, b: string): boolean {
  if (a === b || (a.length > 3 && b.length > 3 && (a.startsWith(b) || b.startsWith(a)))) return true;
  if (Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  return (
    a.slice(i + 1) === b.slice(i + 1) ||
    a.slice(i) === b.slice(i + 1) ||
    a.slice(i + 1) === b.slice(i) ||
    (a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2))
  );
}

/** Services that bear the first label of a host, wherever they are; else those of its namespace that nearly do. */
export function similarServices(mesh: Mesh, host: string): readonly Ref[] {
  const [name = "", namespace = ""] = host.split(".");
  const exact = mesh.find(servicesByName, name);
  const found =
    exact.length > 0 ? exact : mesh.list("Service", namespace).filter(({ metadata }) => oneSlip(metadata.name, name));
  return found.map(refOf);
}

const servicesByName: IndexDefinition<"Service"> = {
  name: "services by name",
  kind: "Service",
  keys: ({ metadata }) => [metadata.name],
};
