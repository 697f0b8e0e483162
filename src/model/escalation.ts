import type { MessageRef } from "./store.ts";

/** A diagnosis that somebody is being called for. */
export interface Escalation {
  readonly id: string;
  /** Grows with every change; a change made on an old one is refused. */
  readonly version: number;
  readonly fingerprint: string;
  readonly cluster: string;
  /** By which paging services know it: one for a fingerprint. */
  readonly dedupKey?: string;
  readonly answer: string;
  readonly ladder: string;
  readonly state: "open" | "acknowledged" | "resolved";
  /** The rung that was told last; -1 where none was yet. */
  readonly rung: number;
  /** When the next rung is due, RFC 3339; absent where none is. */
  readonly due?: string;
  /** When the last rung had been told in vain; it stays open, and nobody else will be told. */
  readonly exhaustedAt?: string;
  readonly by: string;
  readonly at: string;
  readonly acknowledgedBy?: string;
  readonly acknowledgedAt?: string;
  readonly resolvedBy?: string;
  readonly resolvedAt?: string;
  /** The message that shows its state. */
  readonly message: MessageRef | undefined;
  /** What each target said: `PagerDuty accepted 14:02:11Z`. */
  readonly deliveries: readonly Delivery[];
}

/** One attempt to tell one target. */
export interface Delivery {
  readonly at: string;
  readonly rung: number;
  readonly target: string;
  readonly accepted: boolean;
  readonly detail: string;
  /** Where it was posted in Slack, to show there what becomes of it. */
  readonly message?: MessageRef | undefined;
}
