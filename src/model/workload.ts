import type { Evidence } from "./evidence.ts";
import type { Ref } from "./ref.ts";
import type { Pod } from "./resources/core.ts";

/** The data plane in front of a pod. */
export type ProxyKind = "none" | "sidecar" | "gateway" | "waypoint" | "ambient" | "unknown";

/** What is known about a pod's proxy, and from which fields. */
export interface Proxy {
  readonly kind: ProxyKind;
  readonly because: readonly Evidence[];
  /** Version of the proxy image, `1.30.0`. */
  readonly version?: string;
  /** Its control plane's mesh ConfigMap, where that decides requests otherwise than the mesh's settings. */
  readonly otherConfig?: Ref;
  /** The proxy container exists but does not run. */
  readonly down?: boolean;
}

/** A pod and what the mesh knows about it. */
export interface Workload {
  readonly pod: Pod;
  readonly ref: Ref;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly ip: string | undefined;
  readonly ready: boolean;
  readonly proxy: Proxy;
  /** The controller that made it (Deployment rather than ReplicaSet), or the pod itself. */
  readonly owner: Ref;
}

/** Who a proxy is, for everything that is looked up on its behalf. */
export interface ProxyView {
  readonly kind: ProxyKind;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** `cluster.local/ns/shop/sa/checkout`: what a peer certificate says, without `spiffe://`. */
export function principal(trustDomain: string, namespace: string, serviceAccount: string): string {
  return `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}

/** The service account that a principal of a policy names in full; `undefined`: it names none, or a pattern of some. */
export function accountIn(text: string): { readonly namespace: string; readonly name: string } | undefined {
  const [, namespace, name] = /\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(text) ?? [];
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
}
