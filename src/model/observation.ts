import type { LogEntry } from "./log-entry.ts";

/** Whose answer a logged failure was. */
export type Answerer = "client-proxy" | "server-proxy" | "application" | "unknown";

/** One call of the pair, joined from both ends where both logged it. */
export interface ObservedCall {
  readonly at: string;
  readonly client: LogEntry | undefined;
  readonly server: LogEntry | undefined;
  readonly failed: boolean;
  readonly answeredBy: Answerer;
  /** `403 rbac_access_denied_matched_policy[none]`: what groups equal failures. */
  readonly signature: string;
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
  readonly failures: readonly { readonly signature: string; readonly calls: readonly ObservedCall[] }[];
  readonly firstFailure: ObservedCall | undefined;
  readonly lastGood: ObservedCall | undefined;
  /** Whether a proxy at that end wrote an access log that was read. */
  readonly logged: { readonly client: boolean; readonly server: boolean };
  /** Calls that `<to>`'s own proxies made and that failed in the window: where to ask next. */
  readonly nextHops: readonly {
    readonly host: string;
    readonly failed: number;
    readonly total: number;
    readonly signature: string;
  }[];
}
