import type { Job } from "../../model/job.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { errorMessage } from "../../render/slack/error-message.ts";
import { refusalMessage } from "../../render/slack/refusal-message.ts";
import { admit } from "./admit.ts";
import { perform } from "./perform.ts";
import { retryOf } from "./retry-of.ts";
import { type Shift, shiftFor } from "./shift.ts";
import { SlackRefusal } from "./voice.ts";
import type { WorkerOptions } from "./worker-options.ts";

/** Somebody else has this job just now: it is to be delivered again later. */
class JobHeld extends Error {
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
    await options.store.release(job.id, claim.attempt, iso(options.now()));
    throw error;
  }
  await shift.record(outcome);
  await options.store.finish(job.id, outcome, iso(options.now()));
  options.log.job({
    id: job.id,
    verb: job.order.verb,
    cluster: "cluster" in job.order ? job.order.cluster : "",
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
    const decision = await admit(shift);
    shift.decide(decision);
    if (!decision.allowed) {
      await shift.tellAsker(refusalMessage(decision));
      return "refused";
    }
    return await perform(shift);
  } catch (error) {
    if (error instanceof MeshError) {
      await shift.answer(errorMessage(error, retryOf(job.order, error)));
      return error.code;
    }
    if (error instanceof SlackRefusal) {
      shift.options.log.trouble(job.id, error);
      return error.code;
    }
    throw error;
  }
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
