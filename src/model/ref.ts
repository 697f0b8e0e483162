/** Which object of a cluster is meant. `namespace` is "" for cluster-scoped kinds. */
export interface Ref {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The cluster that it stands in, where more than one is asked about. */
  readonly cluster?: string;
}

/** `VirtualService shop/payment`; cluster-scoped: `Namespace shop`; of two clusters: `VirtualService shop/payment@west`. */
export function refText({ kind, namespace, name, cluster }: Ref): string {
  const text = namespace === "" ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
  return cluster === undefined ? text : `${text}@${cluster}`;
}

/** A key that is equal for equal objects, whatever API version they were read in. */
export function refKey({ apiVersion, kind, namespace, name, cluster }: Ref): string {
  const key = `${apiGroup(apiVersion)}/${kind}/${namespace}/${name}`;
  return cluster === undefined ? key : `${key}@${cluster}`;
}

/** `networking.istio.io/v1` → `networking.istio.io`; core: "". */
export function apiGroup(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}
