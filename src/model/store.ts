import type { Escalation } from "./escalation.ts";
import type { Job } from "./job.ts";

/** What is remembered between questions. Times are RFC 3339; whatever has expired is never returned. */
export interface Store {
  /**
   * Takes a job for this attempt, if nobody has it. A job whose holder has been silent past its lease is taken over,
   * with what the holder noted.
   */
  claim(job: Job, attempt: { readonly now: string; readonly leaseSeconds: number }): Promise<Claim>;
  /**
   * Notes the message that the answer will be written into, before anything else is done. With `attempt`, only while
   * that attempt holds the job: a holder that was taken over notes nothing.
   */
  notePosted(jobId: string, message: MessageRef, attempt?: number): Promise<void>;
  /** Notes that a step of a job is done, which an attempt after this one must not do again. With `attempt`, as above. */
  noteStep(jobId: string, step: string, attempt?: number): Promise<void>;
  /** Gives a job back before its lease is over, so that it can be asked for again: it was put off, or it failed. */
  release(jobId: string, attempt: number, now: string): Promise<void>;
  /** What is done stays done, with the first outcome. */
  finish(jobId: string, outcome: string, now: string): Promise<void>;
  /** True once for a key, until it expires: for replayed requests and digests that run twice. */
  once(key: string, now: string, seconds: number): Promise<boolean>;

  /** Replaces an earlier answer of the same id, never a later one. */
  remember(answer: AnswerRecord, now: string): Promise<void>;
  recall(id: string, now: string): Promise<AnswerRecord | undefined>;
  /** The latest answers that somebody asked for, newest first. */
  recent(team: string, user: string, most: number, now: string): Promise<readonly AnswerRecord[]>;

  /** Replaces an earlier mute of the same fingerprint. One that has run out when it is saved takes it back. */
  mute(mute: Mute): Promise<void>;
  muted(fingerprint: string, now: string): Promise<Mute | undefined>;
  /** Those in force, the first to run out first. */
  mutes(cluster: string, now: string): Promise<readonly Mute[]>;

  /** False: somebody else has written a newer version meanwhile. A new one has version 1. */
  saveEscalation(escalation: Escalation, now: string): Promise<boolean>;
  escalation(id: string, now: string): Promise<Escalation | undefined>;
  /** Those that nobody has acknowledged or resolved, the first to be due first. */
  openEscalations(now: string): Promise<readonly Escalation[]>;

  /** Kept until the next one, however long that takes. */
  lastDigest(name: string): Promise<DigestRecord | undefined>;
  /** False: another run has saved one with this or a later time. */
  saveDigest(record: DigestRecord): Promise<boolean>;

  /** A later one stays: runs may overlap. */
  saveCatalogue(catalogue: Catalogue, now: string): Promise<void>;
  catalogue(cluster: string): Promise<Catalogue | undefined>;

  /** Appends; nothing is ever changed. The same record twice is one. */
  audit(record: AuditRecord): Promise<void>;
  /** Those of a day in UTC, `2026-11-20`, newest first; with `now`, without those that have expired. */
  audits(day: string, most: number, now?: string): Promise<readonly AuditRecord[]>;
}

export type Claim =
  | {
      readonly state: "mine";
      readonly message: MessageRef | undefined;
      readonly attempt: number;
      /** What attempts before this one noted as done; absent: nothing. */
      readonly steps?: readonly string[];
    }
  | { readonly state: "done" }
  | { readonly state: "held" };

/** A message in Slack. */
export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

/** An answer that was given, and what its buttons need. */
export interface AnswerRecord {
  readonly id: string;
  readonly cluster: string;
  /** The callee's, where it is another one. */
  readonly toCluster?: string | undefined;
  readonly at: string;
  readonly team: string;
  readonly user: string;
  readonly message: MessageRef | undefined;
  /** `checkout → payment`. */
  readonly pair: string;
  readonly verdict: string;
  readonly summary: string;
  readonly fingerprint: string;
  /** Of both ends; empty names left out. */
  readonly namespaces: readonly string[];
  /** The question, asked again by Re-check. */
  readonly question: unknown;
  /** What to show, ready to post: JSON of messages, by part; `page` is what a paging service is told. */
  readonly parts: Readonly<Record<AnswerPart, string>>;
  /** Parts that were too big to keep and are "" therefore: what to say instead, a sentence each. Set by the store. */
  readonly cut?: Readonly<Partial<Record<AnswerPart, string>>>;
}

/** What an answer's buttons show, and what a paging service is told. */
export type AnswerPart = "answer" | "path" | "yaml" | "page";

/** A finding that nobody wants to hear of for a while. */
export interface Mute {
  readonly fingerprint: string;
  readonly cluster: string;
  /** `checkout → payment: AuthorizationPolicy shop/payment-callers`. */
  readonly what: string;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
  readonly until: string;
}

/** What a digest found, to tell the next one's news. */
export interface DigestRecord {
  readonly name: string;
  readonly at: string;
  readonly pairs: readonly DigestPair[];
}

/** One pair of a digest. */
export interface DigestPair {
  readonly pair: string;
  readonly verdict: string;
  readonly summary: string;
  readonly fingerprint: string;
  /** `AuthorizationPolicy shop/payment-callers`. */
  readonly culprit?: string;
  /** When the trouble was first told of. */
  readonly since: string;
}

/** Names for live search. */
export interface Catalogue {
  readonly cluster: string;
  readonly at: string;
  /** Of when the names are, where they are a snapshot's. */
  readonly observedAt?: string;
  /** `shop/payment`. */
  readonly services: readonly string[];
  readonly workloads: readonly string[];
}

/** Who asked what, where, and what came of it. Never a token, never the text of a message. */
export interface AuditRecord {
  readonly id: string;
  readonly at: string;
  readonly team: string;
  readonly user: string;
  readonly channel: string;
  readonly verb: string;
  readonly cluster: string;
  /** `shop/checkout → shop/payment`. */
  readonly target: string;
  readonly allowed: boolean;
  readonly rule: string;
  /** `broken`, `refused`, `UNKNOWN_NAME`. */
  readonly outcome: string;
}
