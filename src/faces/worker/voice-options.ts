import type { WebClient } from "@slack/web-api";

/** Does a step, unless an attempt before this one has done it. */
export type Once = (step: string, act: () => Promise<void>) => Promise<void>;

/** What the voice needs. */
export interface VoiceOptions {
  /** With a timeout, few retries, and `rejectRateLimitedCalls`: a wait is ours to plan. */
  readonly web: WebClient;
  readonly fetch: typeof fetch;
  /** Hosts that a response URL may have: `hooks.slack.com`, and the playground's where it plays Slack. */
  readonly responseHosts: readonly string[];
  /** How long a response URL may be silent, in milliseconds: it is not the only way. */
  readonly timeout: number;
  sleep(milliseconds: number): Promise<void>;
  now(): number;
  /** When there is no time left to wait for Slack's rate limit, milliseconds since 1970. */
  readonly deadline: number;
  /** Does what must not be done again by an attempt after this one; absent: there is none. */
  readonly once?: Once;
}
