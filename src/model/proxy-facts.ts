import type { ConfigType, HeldConfig, ProxySync } from "./proxy-state.ts";
import type { Ref } from "./ref.ts";
import type { Workload } from "./workload.ts";

/** What the pair's proxies and istiod say of themselves, held against what the model says. */
export interface ProxyFacts {
  /** False: nobody was to ask them, and nothing is said of them. */
  readonly asked: boolean;
  /** The pair's proxies of which something was read, callers first. */
  readonly proxies: readonly ProxyFact[];
  /** How many proxies the pair has, asked or not. */
  readonly total: number;
  /** What changed so shortly before that proxies may not have it yet: `VirtualService shop/payment changed 10 s ago`. */
  readonly settling: string | undefined;
}

/** One proxy. */
export interface ProxyFact {
  readonly end: "client" | "server";
  readonly workload: Workload;
  readonly sync: ProxySync | undefined;
  readonly held: HeldConfig | undefined;
  /** It was not to be asked what it holds: enough others of its end were. */
  readonly unasked: boolean;
  /** The EnvoyFilters that patch it, the last changed first. */
  readonly filters: readonly PatchingFilter[];
  /** The objects that the answer rests on, the last changed first. */
  readonly onPath: readonly ChangedObject[];
  /** It shows its certificate to the other end of the pair. */
  readonly showsCertificate: boolean;
  /** A counted call of its began after its certificate had ended, and did not fail. */
  readonly outlivesCertificate: boolean;
  /** Of a caller: why the endpoints that it holds may be old, where the answer rests on them. */
  readonly outdated: string | undefined;
  /** How many facts were compared and found to be as the model says. */
  readonly agreed: number;
  readonly differences: readonly Difference[];
}

/** An object, and when it was last changed, where that is known. */
export interface ChangedObject {
  readonly ref: Ref;
  readonly at: string | undefined;
}

/** An EnvoyFilter, and which parts of this proxy's configuration it patches. */
export interface PatchingFilter extends ChangedObject {
  readonly patches: readonly ConfigType[];
}

/** What a proxy holds otherwise than the model says; `decides`: the answer rests on it. */
export type Difference = DifferenceFacts & { readonly decides: boolean };

export type DifferenceFacts =
  /** It has no such cluster. `routed`: its own routes send requests there, so they certainly fail. */
  | { readonly kind: "cluster"; readonly cluster: string; readonly routed: boolean }
  /** It has a cluster that it should not have by the model: the request would fail there. */
  | { readonly kind: "extra-cluster"; readonly cluster: string; readonly host: string }
  | {
      readonly kind: "destination-rule";
      readonly cluster: string;
      readonly host: string;
      /** Those in force by the model, merged into one; empty: none is. */
      readonly expected: readonly Ref[];
      readonly held: Ref | undefined;
    }
  | {
      readonly kind: "virtual-service";
      readonly host: string;
      readonly expected: Ref | undefined;
      readonly held: readonly Ref[];
    }
  /** Its routes are made by the right VirtualService (or none), and lead elsewhere: it has an older version. */
  | {
      readonly kind: "routes";
      readonly host: string;
      readonly by: Ref | undefined;
      /** Clusters that requests would go to by the model, and no route names. */
      readonly missing: readonly string[];
      /** Clusters that routes name, and nothing of the model does. */
      readonly extra: readonly string[];
    }
  | {
      readonly kind: "authorization-policy";
      /** In force by the model, and not enforced. */
      readonly missing: readonly Ref[];
      /** Enforced, and not in force by the model. */
      readonly extra: readonly Ref[];
    }
  | {
      readonly kind: "plaintext";
      readonly port: number;
      readonly accepted: boolean;
      /** The policy that decides by the model; `undefined`: Istio's default. */
      readonly policy: Ref | undefined;
    };

/** Nobody was to ask. */
export const proxiesNotAsked: ProxyFacts = { asked: false, proxies: [], total: 0, settling: undefined };
