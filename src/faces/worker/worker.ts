import type { Job, Order } from "../../model/job.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { errorMessage } from "../../render/slack/error-message.ts";
import { noteMessage } from "../../render/slack/note-message.ts";
import { refusalMessage } from "../../render/slack/refusal-message.ts";
import { admit } from "./admit.ts";
import { isLoop } from "./is-loop.ts";
import { noAnswer } from "./no-answer.ts";
import { perform } from "./perform.ts";
import { retryOf } from "./retry-of.ts";
import { type Shift, shiftFor } from "./shift.ts";
import { SlackRefusal } from "./slack-refusal.ts";
import type { WorkerOptions } from "./worker-options.ts";

/** Somebody else has this job just now: it is to be delivered again later. */
export class JobHeld extends Error {
  override readonly name = "JobHeld";
}

/** Longer than a worker may run, so that a job is never taken from one that still works on it. */
const leaseSeconds = 75;

/**
 * Does a job, once, however often it is delivered: the message that will hold the answer is noted before anything is
 * written into it, and what is done stays done. What cannot be done is said to the asker; what may work later is thrown,
 * so that it is delivered again.
 * @throws JobHeld, SlackUnavailable, and what the store throws
 */
export async function work(job: Job, options: WorkerOptions, deadline: number): Promise<void> {
  const began = options.now();
  const claim = await options.store.claim(job, { now: iso(began), leaseSeconds });
  if (claim.state === "done") return;
  if (claim.state === "held") throw new JobHeld(`Job ${job.id} is being done`);
  const shift = shiftFor(job, options, deadline, claim);
  let outcome: string;
  try {
    outcome = await attempt(shift);
  } catch (error) {
    options.log.trouble(job.id, error);
    await giveBack(job, claim.attempt, options);
    throw error;
  }
  // The answer is out: a second try here is better than another attempt at all of it.
  await twice(async () => shift.record(outcome));
  await twice(async () => options.store.finish(job.id, outcome, iso(options.now())));
  options.log.job({
    id: job.id,
    verb: job.order.verb,
    cluster: clusterOf(job.order, options),
    outcome,
    milliseconds: options.now() - began,
    attempt: claim.attempt,
    sinceAsked: options.now() - Date.parse(job.at),
    unknowns: shift.unknowns(),
  });
}

async function attempt(shift: Shift): Promise<string> {
  const { job } = shift;
  try {
    try {
      if (job.isTold === true) return "refused";
      if (await isLoop(shift)) return "an app that was answered";
      const decision = await admit(shift);
      shift.decide(decision);
      if (!decision.allowed) await shift.tellAsker(refusalMessage(decision));
      const outcome = decision.allowed ? await perform(shift) : "refused";
      if (job.order.verb !== "why" || outcome === "refused") await warn(shift);
      return outcome;
    } catch (error) {
      if (!(error instanceof MeshError) || isPassing(error, job)) throw error;
      await noAnswer(shift, errorMessage(error, retryOf(job.order, error)));
      await warn(shift);
      return error.code;
    }
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    // Every way to say it was tried: to be asked once more would change nothing.
    shift.options.log.trouble(job.id, error);
    return error.code;
  }
}

/** Only names of the configuration are for the log: what was typed may be anything. */
function clusterOf(order: Order, { config }: WorkerOptions): string {
  const named = "cluster" in order ? order.cluster : "";
  return config.clusters.some(({ name }) => name === named) ? named : "";
}

/** Says what the asker has to know beside the answer; a diagnosis says it itself. */
async function warn({ job, tellAsker }: Shift): Promise<void> {
  if (job.warnings.length > 0) await tellAsker(noteMessage(job.warnings.join(" ")));
}

/**
 * Whether it may work when it is tried again: what is wrong is not in the question. Of a cluster that does not answer
 * whoever asks is told at once: they want to know that more than they want to wait.
 */
function isPassing({ code }: MeshError, { by }: Job): boolean {
  return code === "STORE_UNAVAILABLE" || code === "UNAVAILABLE" || (code === "CLUSTER_UNAVAILABLE" && by === undefined);
}

/** Where the job cannot be given back, its lease runs out: it is done later, and not lost. */
async function giveBack({ id }: Job, number: number, { store, now, log }: WorkerOptions): Promise<void> {
  try {
    await store.release(id, number, iso(now()));
  } catch (error) {
    log.trouble(id, error);
  }
}

async function twice(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch {
    await act();
  }
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
