import type { Question } from "./question.ts";

/** Something to do that was asked for in Slack, or by a schedule: what the first function hands to the second. */
export interface Job {
  readonly schema: "meshwhy.job/v1";
  /** Equal for equal deliveries of one request, so that it is done once. */
  readonly id: string;
  /** When it was asked, RFC 3339. */
  readonly at: string;
  /** Nobody where a schedule asks. */
  readonly by: Asker | undefined;
  readonly order: Order;
  readonly reply: Reply;
  /** What the policy said, for the audit record. */
  readonly decision: Decision;
  /** What the asker should be told beside the answer: `a bearer token was typed here; revoke it`. */
  readonly warnings: readonly string[];
  /** The asker knows already that it is refused: only the audit record is left to be made. */
  readonly isTold?: true;
}

/** Who asks, by Slack's ids. */
export interface Asker {
  readonly team: string;
  readonly enterprise?: string;
  /** Of an app that has no user of its own, the id of its bot. */
  readonly user: string;
  readonly channel: string;
  /** An app asks, not a person: what only the asker may see, nobody would. */
  readonly isApp?: true;
}

/** Where the answer goes. */
export interface Reply {
  readonly channel: string;
  /** The message in whose thread it was asked. */
  readonly thread?: string;
  /** Nobody has answered there yet. What one person alone is to see is said beside it: Slack hides it in such a thread. */
  readonly newThread?: true;
  /** Good for 5 posts in 30 minutes, without the bot being a member of the channel. */
  readonly responseUrl?: string;
  /** A message to write over, instead of posting one. */
  readonly message?: string;
  readonly visibleTo: "channel" | "asker";
}

/** Whether a question may be asked, and by which rule of the policy. */
export interface Decision {
  readonly allowed: boolean;
  readonly rule: string;
  /** A sentence for the asker, where it is refused. */
  readonly why?: string;
}

/** What is to be done. `cluster` is one of the configured names. */
export type Order =
  | { readonly verb: "why"; readonly cluster: string; readonly question: Question }
  | { readonly verb: "health"; readonly cluster: string; readonly of: string; readonly namespace?: string }
  | { readonly verb: "who"; readonly cluster: string; readonly of: string; readonly namespace?: string }
  | { readonly verb: "digest"; readonly digest: string; readonly scheduled: boolean }
  | { readonly verb: "recheck"; readonly answer: string }
  | { readonly verb: "show"; readonly answer: string; readonly part: "path" | "yaml" }
  | { readonly verb: "share"; readonly answer: string; readonly channel: string }
  | { readonly verb: "mute"; readonly answer: string; readonly reason: string; readonly until: string }
  | { readonly verb: "escalate"; readonly answer: string; readonly note?: string }
  | { readonly verb: "acknowledge"; readonly escalation: string }
  | { readonly verb: "resolve"; readonly escalation: string }
  | { readonly verb: "home" }
  | { readonly verb: "catalogue"; readonly cluster: string }
  | { readonly verb: "sweep" }
  | { readonly verb: "clusters" }
  | { readonly verb: "doctor"; readonly cluster: string }
  | { readonly verb: "help"; readonly topic?: string }
  /** Words that made no sense, and what to type instead. */
  | { readonly verb: "tell"; readonly text: string; readonly next: string; readonly candidates: readonly string[] };
