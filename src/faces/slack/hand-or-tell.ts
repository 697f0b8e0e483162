import type { Job } from "../../model/job.ts";
import { failureMessage } from "../../render/slack/failure-message.ts";
import type { Desk } from "./desk.ts";
import { nameOfOrder } from "./name-of-order.ts";

/** Hands over what a button ordered. Slack shows a presser next to nothing of a failure, so it is told here. */
export async function handOrTell(desk: Desk, job: Job): Promise<void> {
  try {
    await desk.hand(job);
  } catch (error) {
    desk.onError("hand a job over", error);
    const failure = failureMessage({
      what: nameOfOrder(job.order),
      dependency: "AWS Lambda",
      next: "Press again in a minute, or use the command line (docs/break-glass.md).",
    });
    if (job.by !== undefined) await desk.tell(job.reply, job.by.user, failure);
  }
}
