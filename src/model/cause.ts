import type { Evidence } from "./evidence.ts";
import type { Ref } from "./ref.ts";
import type { Gap } from "./snapshot.ts";

/** A field of an object: what a finding points at. */
export interface Spot {
  readonly ref: Ref;
  readonly path: string;
}

/** An existing object that would have made the request arrive, were it in force, and why it is not (rule 8a). */
export interface Inert extends Spot {
  readonly why: string;
  readonly reason:
    | "namespace"
    | "export"
    | "host"
    | "gateways"
    | "selector"
    | "overridden"
    | "port"
    | "delegate"
    | "egress"
    | "hidden-namespace"
    | "invalid";
  readonly evidence: readonly Evidence[];
}

/** Why the client put plaintext on the wire. */
export type PlaintextReason =
  | { readonly code: "no-sidecar"; readonly injection: InjectionVerdict }
  | { readonly code: "not-captured"; readonly spot: Spot | undefined; readonly why: string }
  | { readonly code: "destination-rule"; readonly spot: Spot; readonly credentialName?: string }
  | { readonly code: "auto-mtls-off"; readonly spot: Spot | undefined }
  | {
      readonly code: "inferred-disable";
      readonly spot: Spot | undefined;
      readonly why: string;
      /** The endpoints without a sidecar for whose sake all of a headless service's get plaintext. */
      readonly bare?: InjectionVerdict;
    }
  | { readonly code: "no-tls-label"; readonly pods: readonly Ref[]; readonly owner: Ref }
  | {
      readonly code: "passthrough";
      readonly host: string;
      readonly inert: readonly Inert[];
      readonly spot: Spot | undefined;
      readonly why: string;
    }
  | { readonly code: "mesh-external"; readonly spot: Spot };

/** Why a pod has no proxy, or why its injection fails: what to blame and what would help. */
export interface InjectionVerdict {
  readonly pods: readonly Ref[];
  readonly owner: Ref;
  readonly namespace: string;
  /** What keeps the proxy out; `undefined`: it would be injected now, the pod is older than the label. */
  readonly spot: Spot | undefined;
  readonly why: string;
  readonly wouldInjectNow: boolean;
  readonly evidence: readonly Evidence[];
}

/** One condition of an authorization rule that this request does not meet. */
export interface UnmetCondition extends Spot {
  /** Values written there, and what the request has. */
  readonly wanted: readonly string[];
  readonly got: string;
  readonly why: string;
  /** The caller has no identity (plaintext), so nothing written here could match. */
  readonly needsIdentity?: boolean;
}

/** One end of a connection, as NetworkPolicies see it. An address outside the cluster has an IP only. */
export interface ConnectionEnd {
  readonly owner?: Ref;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ip?: string;
  /** On its node's network, where no policy sees its labels. */
  readonly hostNetwork?: boolean;
}

/** How close one ALLOW rule came. */
export interface RuleMiss {
  readonly policy: Ref;
  readonly rule: number;
  readonly unmet: readonly UnmetCondition[];
  /** How many of its conditions are met. */
  readonly met?: number;
}

/** A match of a route that the request does not meet, and by which conditions. */
export interface RouteMiss {
  /** `spec.http[0].match[1]`. */
  readonly spot: Spot;
  readonly unmet: readonly {
    /** `spec.http[0].match[1].uri.prefix`. */
    readonly path: string;
    /** `prefix /api`. */
    readonly wanted: string;
    /** What the request has; `(absent)` where it has nothing. */
    readonly got: string;
  }[];
}

/** The facts behind each way to fail, by code. Recorded where the decision was made; checks only look. */
export interface CauseFacts {
  "name-not-found": {
    readonly host: string;
    readonly similar: readonly Ref[];
    readonly caller: Ref;
    /** The ExternalName Service that leads to the host; `undefined`: the caller itself asks for it. */
    readonly alias?: Ref;
  };
  "port-not-exposed": {
    readonly service: Ref;
    readonly port: number;
    readonly exposed: readonly number[];
    readonly caller: Ref;
  };
  "registry-only": {
    readonly host: string;
    readonly policy: Spot;
    readonly inert: readonly Inert[];
    readonly caller: Ref;
  };
  misrouted: {
    readonly landed: string;
    readonly by: Spot | undefined;
    readonly inert: readonly Inert[];
    readonly why: string;
  };
  "no-route-match": {
    readonly spot: Spot;
    readonly unmet: readonly string[];
    /** The matches that were tried, in order. */
    readonly misses: readonly RouteMiss[];
    readonly inert: readonly Inert[];
  };
  /** `limited`: other requests of the pair pass it by, by its match or its percentage. */
  "fault-abort": { readonly spot: Spot; readonly status: number; readonly limited: boolean };
  "direct-response": { readonly spot: Spot; readonly status: number };
  "host-unknown": {
    readonly host: string;
    readonly route: Spot;
    readonly inert: readonly Inert[];
    readonly similar: readonly string[];
  };
  "port-unknown": {
    readonly host: string;
    readonly port: number;
    readonly route: Spot | undefined;
    readonly service: Ref;
    readonly exposed: readonly number[];
    readonly implicit: boolean;
  };
  "subset-undeclared": {
    readonly host: string;
    readonly subset: string;
    readonly route: Spot;
    readonly destinationRule: Ref | undefined;
    readonly declared: readonly string[];
    readonly inert: readonly Inert[];
  };
  "cluster-empty": { readonly service: Ref; readonly spot: Spot; readonly why: string };
  "no-endpoints": {
    readonly service: Ref;
    readonly spot: Spot;
    readonly why: string;
    readonly reason:
      | "selector"
      | "scaled-to-zero"
      | "not-ready"
      | "named-port"
      | "subset-labels"
      | "subset-not-ready"
      | "node-local"
      | "no-pods"
      | "locality"
      | "network"
      | "webhook";
    readonly related: readonly Spot[];
    readonly evidence: readonly Evidence[];
  };
  "network-policy": {
    readonly direction: "egress" | "ingress";
    readonly policies: readonly Spot[];
    readonly port: number;
    readonly client?: ConnectionEnd;
    readonly server?: ConnectionEnd;
  };
  "plaintext-to-strict": {
    readonly policy: Spot | undefined;
    readonly client: PlaintextReason;
    readonly server: Ref;
    readonly port: number;
    /** What declares the port's protocol. */
    readonly declared?: Spot;
    /** PeerAuthentications that would take plaintext, were they in force here. */
    readonly inert?: readonly Inert[];
  };
  "tls-to-plaintext": {
    /** What makes the client speak TLS: a DestinationRule's field, or the pod label that promises mTLS. */
    readonly client: Spot | undefined;
    readonly clientWhy: string;
    readonly mode: string;
    /** What makes the server not understand it. */
    readonly server: Spot | undefined;
    readonly serverWhy: string;
    readonly injection: InjectionVerdict | undefined;
    /** The endpoint that was dialled, and the port on which its application listens. */
    readonly endpoint?: Ref;
    readonly port?: number;
    /** PeerAuthentications that would take mTLS, were they in force here. */
    readonly inert?: readonly Inert[];
  };
  "no-tls-chain": {
    readonly client: Spot | undefined;
    readonly mode: string;
    readonly server: Spot | undefined;
    readonly why: string;
    /** What declares the port's protocol. */
    readonly declared?: Spot;
  };
  certificate: {
    readonly spot: Spot;
    readonly why: string;
    /** The names that the client insists on, and the one that the server shows. */
    readonly names?: { readonly wanted: readonly string[]; readonly shown: string };
    /** The Secret that is named and is not there. */
    readonly secret?: { readonly namespace: string; readonly name: string };
  };
  "application-protocol": { readonly spot: Spot; readonly why: string };
  "nothing-listens": { readonly spot: Spot; readonly why: string };
  jwt: { readonly spot: Spot; readonly reason: string; readonly status: 401 | 403; readonly caller: Ref };
  "rbac-denied": {
    readonly policy: Ref;
    readonly rule: number;
    readonly spot: Spot;
    readonly caller: string;
    readonly plaintext: PlaintextReason | undefined;
    /** Plaintext: what the same policies would say to the caller's own identity. */
    readonly withIdentity?: "allow" | "deny" | "unknown";
  };
  "rbac-no-allow": {
    readonly policies: readonly Ref[];
    readonly nearest: RuleMiss | undefined;
    readonly misses: readonly RuleMiss[];
    readonly server: Ref;
    readonly caller: string;
    readonly plaintext: PlaintextReason | undefined;
    readonly withIdentity?: "allow" | "deny" | "unknown";
    /** The port on which the request arrives, as the policies compare it. */
    readonly port?: number;
    /** Only bytes are seen on this port: no rule about HTTP can match. */
    readonly tcp?: boolean;
    /** Policies that would admit the request, were they in force here. */
    readonly inert?: readonly Inert[];
  };
  "custom-denied": { readonly policy: Ref; readonly spot: Spot; readonly why: string };
  "gateway-refused": {
    readonly spot: Spot | undefined;
    readonly port: number;
    readonly why: string;
    readonly inert: readonly Inert[];
  };
  "gateway-no-host": {
    readonly host: string;
    readonly spot: Spot | undefined;
    readonly inert: readonly Inert[];
    readonly why: string;
  };
  "gateway-tls": { readonly spot: Spot; readonly why: string };
  /** What these pods' proxies hold differs from what the model says, and the request's fate rests on it. */
  "held-otherwise": { readonly pods: readonly Ref[]; readonly what: string; readonly isPossible?: true };
  "cluster-not-held": { readonly cluster: string; readonly pods: readonly Ref[]; readonly owner: Ref };
  "certificate-expired": {
    readonly side: "client" | "server";
    readonly notAfter: string;
    readonly pods: readonly Ref[];
    readonly owner: Ref;
  };
  "gateway-loop": {
    /** The gateway's workload, and the port of its pods at which the request comes back. */
    readonly gateway: Ref;
    readonly port: number;
    /** The name that is asked for there. */
    readonly host: string;
    /** The gateway's own Service, through which it comes back; `undefined`: by address. */
    readonly service: Ref | undefined;
    /** The destination that leads back to the gateway; `undefined`: no route names it. */
    readonly route: Spot | undefined;
  };
  "proxy-down": { readonly spot: Spot; readonly why: string };
  unreadable: { readonly gap: Gap; readonly decision: string };
  "not-modelled": { readonly what: string; readonly spot: Spot | undefined };
}

export type CauseCode = keyof CauseFacts;
export type Cause = { readonly [C in CauseCode]: { readonly code: C } & CauseFacts[C] }[CauseCode];
export type CauseOf<C extends CauseCode> = Extract<Cause, { readonly code: C }>;
