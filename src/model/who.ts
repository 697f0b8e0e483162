import type { Evidence } from "./evidence.ts";
import type { Neighbour } from "./neighbour.ts";
import type { Ref } from "./ref.ts";
import type { Assumption, Gap, SnapshotStats } from "./snapshot.ts";

/**
 * Whom a service lets in: `everybody`: no ALLOW policy restricts it; `identified`: whoever has a mesh identity;
 * `named`: only those listed; `nobody`: ALLOW policies are there, and none admits anybody; `unknown`: policies were
 * not read.
 */
export type Openness = "everybody" | "identified" | "named" | "nobody" | "unknown";

/** Who may call a service, and whom it calls, as far as configuration and access logs tell. */
export interface Who {
  /** The Service or ServiceEntry. */
  readonly of: Ref;
  readonly host: string;
  /** The workloads behind it. */
  readonly workloads: readonly Ref[];
  readonly observedAt: string;
  readonly istioVersion: string | undefined;
  readonly open: Openness;
  /** Why it is as open as that. */
  readonly because: readonly Evidence[];
  /** What keeps callers out whoever they are: exportTo, NetworkPolicies, DENY rules. */
  readonly limits: readonly Evidence[];
  /** By name; those seen most come first. */
  readonly callers: readonly Neighbour[];
  readonly callees: readonly Neighbour[];
  /** How many more there are than listed. */
  readonly omitted: { readonly callers: number; readonly callees: number };
  readonly gaps: readonly Gap[];
  readonly assumptions: readonly Assumption[];
  readonly stats: SnapshotStats;
}
