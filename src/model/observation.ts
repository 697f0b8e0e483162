import type { LogEntry } from "./log-entry.ts";
import type { Ref } from "./ref.ts";

/** Whose answer a logged failure was. */
export type Answerer = "client-proxy" | "server-proxy" | "application" | "unknown";

/** One call of the pair, joined from both ends where both logged it. */
export interface ObservedCall {
  readonly at: string;
  readonly client: LogEntry | undefined;
  readonly server: LogEntry | undefined;
  /** Ended in a proxy's own reply or reset, or in a status from 500 on. A client that hung up alone is none. */
  readonly failed: boolean;
  /** Who made the answer. `unknown`: it came from beyond the client's proxy, and nothing at the server's end tells. */
  readonly answeredBy: Answerer;
  /** The workload of `<to>` that it reached, where a line tells its pod. */
  readonly workload?: Ref;
  /** `403 rbac_access_denied_matched_policy[none]`: what groups equal failures. */
  readonly signature: string;
}

/** What failures of one shape suggest. */
export interface Hypothesis {
  /** Ids of the failure catalogue, likeliest first; empty where it has none. */
  readonly classIds: readonly string[];
  readonly sentence: string;
}

/** Calls that failed alike. */
export interface FailureGroup {
  readonly signature: string;
  readonly calls: readonly ObservedCall[];
  /** What they suggest by themselves, most frequent first. Source: istio-semantics §18.12. */
  readonly hypotheses?: readonly Hypothesis[];
}

/** What the proxies' logs say of the pair. */
export interface Observation {
  /** Calls that count: of this pair and request, after the last change on the path. */
  readonly calls: readonly ObservedCall[];
  /** Calls before the last change: shown, never counted. */
  readonly before: readonly ObservedCall[];
  /** The last change of anything on the path; calls older than it do not count. */
  readonly changedAt: string | undefined;
  /** First and last counted call. */
  readonly window: { readonly from: string; readonly to: string } | undefined;
  /** Failures grouped by signature, most first. */
  readonly failures: readonly FailureGroup[];
  readonly firstFailure: ObservedCall | undefined;
  /** The latest call that did not fail, before the last change if none did since. */
  readonly lastGood: ObservedCall | undefined;
  /** Whether a proxy at that end wrote an access log that was read. */
  readonly logged: { readonly client: boolean; readonly server: boolean };
  /** Ends of which no proxy logs access, by the configuration; absent: none. */
  readonly loggingOff?: readonly UnloggedEnd[];
  /** Calls that `<to>`'s own proxies made and that failed in the window: where to ask next. */
  readonly nextHops: readonly {
    readonly host: string;
    readonly failed: number;
    readonly total: number;
    readonly signature: string;
  }[];
}

/** One end of a pair of which no proxy logs access. */
export interface UnloggedEnd {
  readonly name: string;
  readonly namespace: string;
  /** Labels that all its pods have; empty where none are known. */
  readonly labels: Readonly<Record<string, string>>;
}
