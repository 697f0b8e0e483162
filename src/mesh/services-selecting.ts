import type { Mesh } from "../model/mesh.ts";
import type { RegistryService } from "../model/service.ts";
import { labelsMatch } from "./labels.ts";
import { registryEntries, registryService } from "./registry.ts";

/** Services of a namespace whose selector covers the labels, oldest first; then ServiceEntries by workloadSelector. */
export function servicesSelecting(
  mesh: Mesh,
  namespace: string,
  labels: Readonly<Record<string, string>>,
): readonly RegistryService[] {
  const services = mesh
    .list("Service", namespace)
    .filter(
      ({ spec }) =>
        spec.selector !== undefined && Object.keys(spec.selector).length > 0 && labelsMatch(spec.selector, labels),
    )
    .map((service) => registryService(service, mesh.settings.domain));
  const entries = mesh
    .list("ServiceEntry", namespace)
    .filter(
      ({ spec }) => spec.workloadSelector?.labels !== undefined && labelsMatch(spec.workloadSelector.labels, labels),
    )
    .flatMap(registryEntries);
  return [...services, ...entries];
}
