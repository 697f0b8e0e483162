import type { Evidence } from "./evidence.ts";
import type { Fraction } from "./fraction.ts";
import type { Json } from "./json.ts";
import type { Ref } from "./ref.ts";

/** One operation of RFC 6902. */
export interface PatchOperation {
  readonly op: "test" | "add" | "remove" | "replace";
  readonly path: string;
  readonly value?: Json;
}

/** A change to one object of the cluster. A patch begins with a `test` of the old value. */
export type Change =
  | { readonly kind: "patch"; readonly ref: Ref; readonly patch: readonly PatchOperation[] }
  | { readonly kind: "create"; readonly ref: Ref; readonly object: { readonly [key: string]: Json } }
  | { readonly kind: "delete"; readonly ref: Ref };

/** What a check suggests; nothing of it is shown before it has been simulated. */
export interface Proposal {
  /** Imperative sentence: `Add the principal of checkout to rule 0`. */
  readonly summary: string;
  readonly changes: readonly Change[];
  /** Commands that must follow, e.g. a rollout restart. */
  readonly after: readonly string[];
  /** Weakens mTLS or opens more than this caller: never offered first. */
  readonly weakens?: boolean;
}

/** A proposal that was applied to a copy of the mesh and helped there. */
export interface Fix extends Proposal {
  /** Shell-quoted, ready to paste. Empty where the object is owned by a tool that would revert it. */
  readonly command: readonly string[];
  /** Where to make the change instead, if the object is managed: `in the source that Argo CD application "x" syncs`. */
  readonly managedBy?: string;
  readonly undo: readonly string[];
  readonly verified: true;
  /** `delivers 100 % of POST payment.shop:8080/charge`. */
  readonly outcome: string;
  readonly deliveredShare: Fraction;
  readonly sideEffects: readonly string[];
}

/** Something worth doing that simulation cannot prove. */
export interface Advice {
  readonly summary: string;
  readonly why?: string;
  readonly evidence?: readonly Evidence[];
  readonly command?: string;
}
