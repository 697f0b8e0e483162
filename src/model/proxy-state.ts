/**
 * What istiod and a pod's proxy say of that proxy, cut down to what an answer is held against: names, states, times.
 * Source: istio-semantics §16.
 */
export interface ProxyState {
  readonly pod: { readonly namespace: string; readonly name: string };
  /** What istiod knows of it; absent: istiod could not be asked, or not all of its replicas. */
  readonly sync?: ProxySync;
  /** What it holds; absent: it could not be asked, or was not, for there are many of its like. */
  readonly held?: HeldConfig;
  /** It was not to be asked what it holds: enough others of its end were. */
  readonly unasked?: true;
}

/** Whether a proxy has what istiod computed for it. */
export type ProxySync =
  /** None of istiod's replicas knows it; all of them were asked. */
  { readonly connected: false } | { readonly connected: true; readonly types: readonly TypeSync[] };

/** The parts of a proxy's configuration, each of which is sent and taken by itself. */
export const configTypes = ["cluster", "listener", "route", "endpoint", "extension-config"] as const;
export type ConfigType = (typeof configTypes)[number];

/** How one part stands. */
export interface TypeSync {
  readonly type: ConfigType;
  /** `rejected`: Envoy refused the last one and keeps what it had. `not-sent`, `ignored`: nothing to take. */
  readonly state: "synced" | "stale" | "rejected" | "not-sent" | "ignored";
  /** When the last one was sent, RFC 3339, where istiod tells. */
  readonly sentAt?: string;
  /** Why Envoy refused it, in its own words, cut and without control characters. */
  readonly error?: string;
}

/** What a proxy holds of what concerns a question. Nothing is known of hosts and ports that are not named here. */
export interface HeldConfig {
  /** `1.30.0`. */
  readonly istioVersion?: string;
  /** Hosts of which the outbound clusters and routes were asked for. */
  readonly hosts: readonly string[];
  /** Outbound clusters of `hosts`; absent: they could not be read. */
  readonly clusters?: readonly HeldCluster[];
  /** What its route tables hold of `hosts`; absent: they could not be read. */
  readonly routes?: readonly HeldRoutes[];
  /** What stands before the application; absent: it could not be read, or was not asked for. */
  readonly inbound?: HeldInbound;
  /** Updates that it refused, by its own account. */
  readonly rejected: readonly HeldRejection[];
  /** The certificate that it shows to others; absent: it has none, or could not be asked. */
  readonly certificate?: HeldCertificate;
}

/** A cluster that it holds. */
export interface HeldCluster {
  /** `outbound|8080|v1|payment.shop.svc.cluster.local`. */
  readonly name: string;
  /** The DestinationRule that istiod made it by, from its metadata. */
  readonly destinationRule?: { readonly namespace: string; readonly name: string };
}

/** A virtual host of a route table. */
export interface HeldRoutes {
  /** The route table: `8080`. */
  readonly table: string;
  /** Which of `hosts` it is for. */
  readonly host: string;
  /** The VirtualServices that its routes were made by, each once, from their metadata. */
  readonly virtualServices: readonly { readonly namespace: string; readonly name: string }[];
  /** The clusters that its routes name, each once. */
  readonly clusters: readonly string[];
}

/** What its inbound listener enforces. */
export interface HeldInbound {
  /** The AuthorizationPolicies that its RBAC filters were made by, each once. */
  readonly policies: readonly HeldPolicy[];
  /** Whether a connection without TLS is taken, by port of the pod; `0` stands for every other port. */
  readonly plaintext: readonly { readonly port: number; readonly accepted: boolean }[];
}

/** A policy that it enforces, or would enforce (`dryRun`). */
export interface HeldPolicy {
  readonly namespace: string;
  readonly name: string;
  readonly dryRun: boolean;
}

/** An update that Envoy refused. */
export interface HeldRejection {
  readonly type: ConfigType;
  /** The cluster, listener or route table. */
  readonly name: string;
  /** RFC 3339. */
  readonly at?: string;
  /** In Envoy's own words, cut and without control characters. */
  readonly error: string;
}

/** A certificate of the mesh. */
export interface HeldCertificate {
  /** RFC 3339; absent: it was not told. */
  readonly notBefore?: string;
  /** RFC 3339. */
  readonly notAfter: string;
  /** `spiffe://cluster.local/ns/shop/sa/checkout`. */
  readonly identity?: string;
}
