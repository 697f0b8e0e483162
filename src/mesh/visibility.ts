import type { Mesh } from "../model/mesh.ts";
import type { RegistryService } from "../model/service.ts";
import { selectorMatches } from "./labels.ts";

/**
 * Whether something with this `exportTo` can be seen from a namespace. `*` beats all else, `~` all but `*`, `.` is the
 * namespace it lives in; absent or empty: the mesh's default for its kind.
 * Source: pilot/pkg/model/push_context.go `initServiceRegistry`, `initVirtualServices`, `IsServiceVisible`.
 */
export function exportedTo(
  exportTo: readonly string[] | undefined,
  defaults: readonly string[],
  ownNamespace: string,
  toNamespace: string,
): boolean {
  const effective = effectiveExportTo(exportTo, defaults);
  if (effective.includes("*")) return true;
  if (effective.includes("~")) return false;
  return effective.includes(toNamespace) || (effective.includes(".") && ownNamespace === toNamespace);
}

/** What is written, or the mesh's default where nothing is. Source: `convertExportToSet`, `copyDefaultExportToSet`. */
export function effectiveExportTo(
  exportTo: readonly string[] | undefined,
  defaults: readonly string[],
): readonly string[] {
  return exportTo === undefined || exportTo.length === 0 ? defaults : exportTo;
}

/**
 * Whether istiod looks at a namespace at all: any discovery selector must match its labels, and none written means that
 * all do. `undefined`: selectors exist, and the Namespace was not read.
 * Source: pkg/kube/namespace/filter.go `discoveryNamespacesFilter.Filter`, `selectorsChanged`.
 */
export function namespaceSeen(mesh: Mesh, namespace: string): boolean | undefined {
  const selectors = mesh.settings.config.discoverySelectors ?? [];
  if (selectors.length === 0) return true;
  const object = mesh.get("Namespace", "", namespace);
  if (object === undefined) return undefined;
  return selectors.some((selector) => selectorMatches(selector, object.metadata.labels));
}

/**
 * Whether a service exists for proxies of a namespace: istiod sees its namespace, and it is exported there. A namespace
 * of which nothing is known counts as seen.
 * Source: pilot/pkg/model/push_context.go `IsServiceVisible`, `serviceExportTo`.
 */
export function serviceVisible(mesh: Mesh, service: RegistryService, namespace: string): boolean {
  if (namespaceSeen(mesh, service.namespace) === false) return false;
  return exportedTo(service.exportTo, mesh.settings.serviceExportTo, service.namespace, namespace);
}
