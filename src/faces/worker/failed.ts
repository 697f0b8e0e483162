import type { Job } from "../../model/job.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { Claim } from "../../model/store.ts";
import { failureMessage } from "../../render/slack/failure-message.ts";
import { nameOfOrder } from "../slack/name-of-order.ts";
import { noAnswer } from "./no-answer.ts";
import { type Shift, shiftFor } from "./shift.ts";
import { SlackRefusal } from "./slack-refusal.ts";
import { SlackUnavailable } from "./slack-unavailable.ts";
import { JobHeld } from "./worker.ts";
import type { WorkerOptions } from "./worker-options.ts";

const leaseSeconds = 60;

/**
 * Tells the asker of a job that failed to the last: in the message that was begun, if there is one. A job whose last
 * attempt died with it is still held for a while: it is delivered again.
 * @throws JobHeld, SlackUnavailable
 */
export async function failed(job: Job, why: string, options: WorkerOptions, deadline: number): Promise<void> {
  const now = new Date(options.now()).toISOString();
  const claim = await claimed(job, now, options);
  if (claim?.state === "done") return;
  if (claim?.state === "held") throw new JobHeld(`Job ${job.id} is held yet`);
  const shift = shiftFor(job, options, deadline, claim ?? { message: undefined, attempt: 1 });
  options.log.trouble(job.id, new Error(`given up: ${why}`));
  try {
    await tell(shift, why);
  } catch (error) {
    options.log.trouble(job.id, error);
    if (error instanceof SlackRefusal) await end(shift);
    else {
      if (claim !== undefined) await options.store.release(job.id, claim.attempt, now);
      throw error;
    }
    return;
  }
  if (claim !== undefined) await end(shift);
}

/** `undefined`: the table cannot be asked, and the asker is to hear of it all the same. */
async function claimed(job: Job, now: string, { store, log }: WorkerOptions): Promise<Claim | undefined> {
  try {
    return await store.claim(job, { now, leaseSeconds });
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    log.trouble(job.id, error);
    return undefined;
  }
}

async function tell(shift: Shift, why: string): Promise<void> {
  const { job, voice } = shift;
  if (job.by === undefined) return;
  const { message: _, ...anew } = job.reply;
  const failure = failureMessage({
    what: nameOfOrder(job.order),
    dependency: dependencyIn(why),
    next: "Ask again in a few minutes, or use the command line (docs/break-glass.md).",
  });
  try {
    await noAnswer(shift, failure);
  } catch (error) {
    // Slack may be unable to change a message and still take a new one.
    if (!(error instanceof SlackUnavailable) || shift.message() === undefined) throw error;
    await voice.post(anew, failure, job.by.user);
  }
}

/** The asker has been told: what cannot be written down now is no reason to tell it again. */
async function end(shift: Shift): Promise<void> {
  const { options, job } = shift;
  try {
    await shift.record("failed");
    await options.store.finish(job.id, "failed", shift.now());
  } catch (error) {
    options.log.trouble(job.id, error);
  }
}

/** Which part of the outside failed, by what the error says. */
function dependencyIn(why: string): string {
  const cluster = /Cannot read cluster "([^"]{1,63})"/.exec(why)?.[1];
  if (cluster !== undefined) return `the API server of ${cluster}`;
  if (/dynamo|throughput|table/i.test(why)) return "DynamoDB";
  if (/the secret "/i.test(why)) return "Secrets Manager";
  if (/\bS3\b/.test(why)) return "S3";
  if (/slack/i.test(why)) return "Slack";
  return /timed? ?out|duration/i.test(why) ? "the time that a worker has" : "meshwhy itself";
}
