import type { Job } from "../../model/job.ts";
import { failureMessage } from "../../render/slack/failure-message.ts";
import { shiftFor } from "./shift.ts";
import type { WorkerOptions } from "./worker-options.ts";

/** Tells the asker of a job that failed to the last: in the message that was begun, if there is one. */
export async function failed(job: Job, why: string, options: WorkerOptions, deadline: number): Promise<void> {
  const now = new Date(options.now()).toISOString();
  if (!(await options.store.once(`failed/${job.id}`, now, 24 * 3600))) return;
  const claim = await options.store.claim(job, { now, leaseSeconds: 60 });
  if (claim.state !== "mine") return;
  const shift = shiftFor(job, options, deadline, claim);
  if (job.by !== undefined)
    await shift.answer(
      failureMessage({
        what: `Cannot answer: it was tried ${claim.attempt} times`,
        dependency: dependencyIn(why),
        next: "Ask again in a few minutes, or use the command line (docs/break-glass.md).",
      }),
    );
  await shift.record("failed");
  await options.store.finish(job.id, "failed", now);
  options.log.trouble(job.id, new Error(`given up: ${why}`));
}

/** Which part of the outside failed, by what the error says. */
function dependencyIn(why: string): string {
  if (/slack/i.test(why)) return "Slack";
  if (/dynamo|throughput|table/i.test(why)) return "DynamoDB";
  if (/secret/i.test(why)) return "Secrets Manager";
  return /timed? ?out|duration/i.test(why) ? "the time that a worker has" : "meshwhy itself";
}
