import type { Gap, Resources } from "./snapshot.ts";

/** What was tried of a cluster, or found in a snapshot, before anybody judges it. */
export interface Probes {
  /** How the cluster or snapshot is called. */
  readonly name: string;
  /** Absent: it is a snapshot. */
  readonly live?: LiveProbes;
  /** What was readable of the mesh's own setup. */
  readonly resources: Resources;
  readonly gaps: readonly Gap[];
  /** The server's now, or that of the snapshot, RFC 3339. */
  readonly at: string;
  /** The clock of this machine at that moment, RFC 3339. */
  readonly here: string;
}

/** What was tried of an API server. */
export interface LiveProbes {
  /** In the order in which they were tried; nothing after the first that failed. */
  readonly reach: readonly ReachProbe[];
  /** `v1.34.2`; absent: it was not reached, or does not say. */
  readonly version?: string;
  /** API groups with the versions that are served, the preferred first; absent: it does not say. */
  readonly served?: Readonly<Record<string, readonly string[]>>;
  readonly rights: readonly RightProbe[];
  /** Rights that are there and that meshwhy never uses: `read Secrets`. */
  readonly excess: readonly string[];
}

/** The ways to an API server, in their order. */
export type ReachStep = "connection" | "dns" | "tcp" | "tls" | "authentication";

/** One step on the way to an API server. */
export interface ReachProbe {
  readonly step: ReachStep;
  readonly state: "well" | "warning" | "failed";
  /** What was found, or why it failed, as a clause. */
  readonly what: string;
  readonly hint?: string;
}

/** Whether a right is there. */
export interface RightProbe {
  /** `list pods`. */
  readonly name: string;
  /** The rule of a role that grants it. */
  readonly rule: string;
  /** What nobody can say without it, as a clause. */
  readonly without: string;
  readonly need: "needed" | "helpful" | "optional";
  /** The folder in infra/kubernetes/ that grants it. */
  readonly granted: string;
  /** Of a kind that belongs to no namespace. */
  readonly isClusterWide: boolean;
  /** Of one namespace only. */
  readonly namespace?: string;
  readonly answer: RightAnswer;
}

/** What the server says of a right; of some namespaces where it is not there in all. */
export type RightAnswer =
  | { readonly is: "yes" }
  | { readonly is: "no" }
  | { readonly is: "some"; readonly allowed: readonly string[]; readonly denied: readonly string[] }
  /** It could not be asked. */
  | { readonly is: "untold"; readonly why: string };

/** How an entry stands: all well; worth knowing; something that is needed is missing; no way to the cluster. */
export type Condition = "well" | "warning" | "missing" | "unreachable";

/** What mesh doctor says of a cluster or a snapshot. */
export interface Checkup {
  readonly name: string;
  readonly isLive: boolean;
  readonly observedAt: string;
  /** The worst of all entries. */
  readonly condition: Condition;
  readonly groups: readonly CheckupGroup[];
}

/** Entries that belong together: `Reachability`. */
export interface CheckupGroup {
  readonly title: string;
  readonly entries: readonly CheckupEntry[];
}

/** One thing that was looked at. */
export interface CheckupEntry {
  /** Stable, for programs: `reach/tls`, `right/list pods`. */
  readonly id: string;
  readonly condition: Condition;
  /** What was found, as a clause. */
  readonly what: string;
  /** What to do, a sentence; the exact rule to add. */
  readonly hint?: string;
  /** What can be run or pasted. */
  readonly command?: string;
}

const order: readonly Condition[] = ["well", "warning", "missing", "unreachable"];

/** The worst of all; without any, all is well. */
export function worstOf(conditions: readonly Condition[]): Condition {
  return conditions.reduce((a, b) => (order.indexOf(b) > order.indexOf(a) ? b : a), "well");
}
