/** Which object of a cluster is meant. `namespace` is "" for cluster-scoped kinds. */
export interface Ref {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** `VirtualService shop/payment`; cluster-scoped: `Namespace shop`. */
export function refText({ kind, namespace, name }: Ref): string {
  return namespace === "" ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** A key that is equal for equal objects, whatever API version they were read in. */
export function refKey({ apiVersion, kind, namespace, name }: Ref): string {
  return `${apiGroup(apiVersion)}/${kind}/${namespace}/${name}`;
}

/** `networking.istio.io/v1` → `networking.istio.io`; core: "". */
export function apiGroup(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}
