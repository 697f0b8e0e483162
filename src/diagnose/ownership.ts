import type { Mesh } from "../model/mesh.ts";
import type { Resource } from "../model/metadata.ts";

const teamLabels = ["team", "owner", "app.kubernetes.io/team", "app.kubernetes.io/part-of-team"];

/** The team that labels name: the object's own, else its namespace's. */
export function ownerTeam(mesh: Mesh, resource: Resource): string | undefined {
  const own = teamIn(resource);
  if (own !== undefined || resource.metadata.namespace === "") return own;
  const namespace = mesh.get("Namespace", "", resource.metadata.namespace);
  return namespace === undefined ? undefined : teamIn(namespace);
}

function teamIn({ metadata }: Resource): string | undefined {
  const label = teamLabels.find((key) => metadata.labels[key] !== undefined);
  return label === undefined ? undefined : `team ${metadata.labels[label]}`;
}

/**
 * The tool that would put the object back as it was: `Argo CD application "payments"`. Patching such an object by hand
 * does not last.
 */
export function managerOf(mesh: Mesh, resource: Resource): string | undefined {
  void mesh;
  const { labels, annotations, ownerReferences = [] } = resource.metadata;
  const tracking = annotations["argocd.argoproj.io/tracking-id"]?.split(":")[0];
  const argo = labels["argocd.argoproj.io/instance"] ?? annotations["argocd.argoproj.io/instance"] ?? tracking;
  if (argo !== undefined) return `Argo CD application "${argo}"`;
  const kustomization = labels["kustomize.toolkit.fluxcd.io/name"];
  if (kustomization !== undefined)
    return `Flux Kustomization "${labels["kustomize.toolkit.fluxcd.io/namespace"] ?? "flux-system"}/${kustomization}"`;
  const fluxRelease = labels["helm.toolkit.fluxcd.io/name"];
  if (fluxRelease !== undefined)
    return `Flux HelmRelease "${labels["helm.toolkit.fluxcd.io/namespace"] ?? ""}/${fluxRelease}"`;
  const release = annotations["meta.helm.sh/release-name"];
  if (release !== undefined)
    return `Helm release "${annotations["meta.helm.sh/release-namespace"] ?? resource.metadata.namespace}/${release}"`;
  const controller = ownerReferences.find((owner) => owner.controller === true);
  return controller === undefined || resource.kind === "Pod" ? undefined : `${controller.kind} "${controller.name}"`;
}
