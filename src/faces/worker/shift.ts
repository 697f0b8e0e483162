import type { ClusterConfig } from "../../model/config.ts";
import type { Probes } from "../../model/doctor.ts";
import type { Decision, Job, Reply } from "../../model/job.ts";
import type { Source } from "../../model/source.ts";
import type { Claim, MessageRef } from "../../model/store.ts";
import type { SlackMessage } from "../../render/slack/slack-message.ts";
import type { Voice } from "./voice.ts";
import type { Once } from "./voice-options.ts";
import type { KnownNames, WorkerOptions } from "./worker-options.ts";

/** One attempt at one job: where its answer goes, and what is to be recorded of it. */
export interface Shift {
  readonly job: Job;
  readonly options: WorkerOptions;
  readonly voice: Voice;
  /** 1 for the first; later ones may find a part of it done. */
  readonly attempt: number;
  now(): string;
  /** Reads a cluster, in time for an answer. */
  source(cluster: ClusterConfig): Source;
  /** Tries all that questions about a cluster rest on, in time for the answer. */
  probes(cluster: ClusterConfig): Promise<Probes>;
  /** What can be asked about in a cluster. */
  names(cluster: ClusterConfig): Promise<KnownNames>;
  /** The message that the answer will be written into, as far as one is known. */
  message(): MessageRef | undefined;
  /** Says that work has begun, in the message that the answer will be written into; at most once. */
  begin(message: SlackMessage): Promise<void>;
  /** Shows how far it is, at most once a second, and never after the answer. */
  progress(message: SlackMessage): void;
  /** Gives the answer: into the message that was begun, else as a new one; where the job says, or elsewhere. */
  answer(message: SlackMessage, elsewhere?: Reply): Promise<MessageRef | undefined>;
  /** Says something to the asker alone; where nobody asks, or an app, to all. */
  tellAsker(message: SlackMessage): Promise<void>;
  /** Does a step, unless an attempt before this one has done it: what cannot be said twice without harm. */
  readonly once: Once;
  decide(decision: Decision): void;
  /** What the question turned out to be about, for the audit record. */
  about(target: string, cluster: string): void;
  /** How much the answer could not tell. */
  doubt(unknowns: number): void;
  unknowns(): number;
  record(outcome: string): Promise<void>;
}

/** What is known of the attempts before this one. */
type Held = Pick<Extract<Claim, { readonly state: "mine" }>, "message" | "attempt" | "steps">;

const betweenUpdates = 1000;
/** Kept for the diagnosis and the answer, when a cluster is slow to read. */
const forAnswer = 10_000;

/** Begins a shift, with the message that an attempt before this one has posted. */
export function shiftFor(
  job: Job,
  options: WorkerOptions,
  deadline: number,
  { message: noted, attempt, steps = [] }: Held,
): Shift {
  const done = new Set(steps);
  const once: Once = async (step, act) => {
    if (done.has(step)) return;
    await act();
    done.add(step);
    await note(async () => options.store.noteStep(job.id, step, attempt));
  };
  const voice = options.voiceUntil(deadline, once);
  // An app would not see what is said to it alone; what is meant for it is for those who read along.
  const asker = job.by?.isApp === true ? undefined : job.by?.user;
  let message = noted ?? given(job.reply);
  let decision = job.decision;
  let target = "";
  let cluster = "cluster" in job.order ? job.order.cluster : "";
  let unknowns = 0;
  let last = 0;
  let pending: Promise<void> | undefined;
  const now = (): string => new Date(options.now()).toISOString();
  /** What is posted cannot be taken back: where it cannot be noted, this attempt at least goes on with it. */
  const note = async (write: () => Promise<void>): Promise<void> => {
    try {
      await write();
    } catch (error) {
      options.log.trouble(job.id, error);
    }
  };
  const notePosted = async (posted: MessageRef): Promise<void> =>
    note(async () => options.store.notePosted(job.id, posted, attempt));
  return {
    job,
    options,
    voice,
    once,
    attempt,
    now,
    source: (read) => options.sourceOf(read, deadline - forAnswer),
    probes: async (tried) => options.probesOf(tried, deadline - forAnswer),
    names: async (read) => options.namesOf(read, deadline - forAnswer),
    message: () => message,
    begin: async (begun) => {
      // An attempt before this one may have posted a message and died before it was noted: a second one would be left.
      if (message !== undefined || job.reply.visibleTo === "asker" || attempt > 1) return;
      message = await voice.begin(job.reply, begun);
      if (message !== undefined) await notePosted(message);
      last = options.now();
    },
    progress: (shown) => {
      const ref = message;
      if (ref === undefined || pending !== undefined || options.now() - last < betweenUpdates) return;
      last = options.now();
      // Without a deadline to wait for: the answer must not stand in line behind how far it is.
      pending = options
        .voiceUntil(0)
        .update(ref, shown)
        .catch(() => undefined)
        .finally(() => {
          pending = undefined;
        });
    },
    answer: async (answer, reply = job.reply) => {
      await pending;
      const before = message;
      message =
        before === undefined
          ? await voice.post(reply, answer, asker)
          : await voice.rewrite(before, reply, answer, asker);
      if (message !== undefined && message.ts !== before?.ts) await notePosted(message);
      return message;
    },
    tellAsker: async (told) => {
      if (asker === undefined) await voice.post(job.reply, told, asker);
      else await voice.whisper(job.reply, told, asker);
    },
    decide: (made) => {
      decision = made;
    },
    about: (what, where) => {
      target = what;
      cluster = where;
    },
    doubt: (count) => {
      unknowns = count;
    },
    unknowns: () => unknowns,
    record: async (outcome) =>
      options.store.audit({
        id: job.id,
        at: now(),
        team: job.by?.team ?? "",
        user: job.by?.user ?? "schedule",
        channel: job.reply.channel,
        verb: job.order.verb,
        cluster,
        target,
        allowed: decision.allowed,
        rule: decision.rule,
        outcome,
      }),
  };
}

function given({ channel, message }: Reply): MessageRef | undefined {
  return message === undefined ? undefined : { channel, ts: message };
}
