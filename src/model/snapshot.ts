import type { Place } from "./evidence.ts";
import type { LogEntry } from "./log-entry.ts";
import type { ProxyState } from "./proxy-state.ts";
import type { Ref } from "./ref.ts";
import type { Kind, ResourceKinds } from "./resource-kinds.ts";

/** Something that could not be read, and what would help. Never counted as passed. */
export interface Gap {
  /** `Pods`, `AuthorizationPolicy shop/x`, `objects.yaml document 3`. */
  readonly what: string;
  readonly why: string;
  /** The exact permission or the file that would fill the gap. */
  readonly grant?: string;
  /** Which reads it makes uncertain. `namespace` absent: all namespaces. */
  readonly kind?: Kind;
  readonly namespace?: string;
  /** With `namespace` absent: the namespaces that it does not make uncertain. */
  readonly except?: readonly string[];
  /** Only these objects of `namespace` are uncertain, by name. */
  readonly objects?: readonly string[];
  /** Single objects, `namespace/name`, that it does not make uncertain. */
  readonly exceptObjects?: readonly string[];
  /** Of Pods, with `namespace` absent: addresses of which it is known all the same which pod has them, or that none has. */
  readonly exceptAddresses?: readonly string[];
  /** It was left alone because nothing seemed to lead there: told only where an answer rests on it. */
  readonly isLeftOut?: true;
  /** The one object that could not be understood, where its name is known. */
  readonly ref?: Ref;
  /** Where it stands, if a file was read. */
  readonly place?: Place;
  /** The cluster of which nothing was read, by its own name. */
  readonly cluster?: string;
}

/** Something taken for granted because no object, or an outside party, decides it. */
export interface Assumption {
  readonly what: string;
}

export type Resources = { readonly [K in Kind]?: readonly ResourceKinds[K][] };

/** What was read, at one moment. Plain data, apart from `locate`. */
export interface Snapshot {
  /** What the cluster is called, where another was read beside it. */
  readonly cluster?: string;
  /**
   * What else was read for the same question, from other clusters. Their logs, loggedPods and stats are in this
   * snapshot's; their resources and gaps are not.
   */
  readonly peers?: readonly Snapshot[];
  /** Names by which clusters can be asked about with `payment@west`; absent: none is known. */
  readonly clusters?: readonly string[];
  readonly resources: Resources;
  readonly gaps: readonly Gap[];
  readonly logs: readonly LogEntry[];
  /** Pods whose proxy log was read, even if no access line was found in it (`namespace/name`). */
  readonly loggedPods: readonly string[];
  /** What proxies of the pair and istiod say of themselves; absent: they were not to be asked. */
  readonly proxies?: readonly ProxyState[];
  /** The snapshot's own now, RFC 3339. */
  readonly at: string;
  readonly assumptions: readonly Assumption[];
  /** Namespaces of which workloads were read, in order; absent: of all. */
  readonly workloadsOf?: readonly string[];
  /** Where a field of an object that was read stands in a file; `undefined` for live sources. */
  locate(ref: Ref, path: string): Place | undefined;
  readonly stats: SnapshotStats;
}

export interface SnapshotStats {
  readonly objects: number;
  readonly logLines: number;
  readonly apiCalls: number;
}
