/** Annotations that decide how a mesh behaves, or who manages an object; every other one may hold a secret. */
const keptDomains: ReadonlySet<string> = new Set([
  "ambient.istio.io",
  "argocd.argoproj.io",
  "galley.istio.io",
  "gateway.istio.io",
  "helm.toolkit.fluxcd.io",
  "inject.istio.io",
  "istio.io",
  "kustomize.toolkit.fluxcd.io",
  "meshwhy",
  "meta.helm.sh",
  "networking.istio.io",
  "readiness.status.sidecar.istio.io",
  "security.istio.io",
  "sidecar.istio.io",
  "status.sidecar.istio.io",
  "traffic.sidecar.istio.io",
]);

const keptNames: ReadonlySet<string> = new Set(["kubernetes.io/ingress.class", "proxy.istio.io/config"]);

/** Whether an annotation is kept; the others are dropped unread. */
export function isKeptAnnotation(name: string): boolean {
  const slash = name.indexOf("/");
  return (slash > 0 && keptDomains.has(name.slice(0, slash))) || keptNames.has(name);
}
