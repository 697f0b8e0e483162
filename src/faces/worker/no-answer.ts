import type { SlackMessage } from "../../render/slack/slack-message.ts";
import { messageFrom } from "./message-from.ts";
import type { Shift } from "./shift.ts";

/**
 * Says that there is no answer, where it would have been. A re-check that comes to nothing leaves the answer that stands
 * there: what it has written over it meanwhile is taken back, and only who pressed is told.
 */
export async function noAnswer(shift: Shift, told: SlackMessage): Promise<void> {
  const { order } = shift.job;
  if (order.verb === "recheck") {
    await putBack(shift, order.answer);
    await shift.tellAsker(told);
  } else await shift.answer(told);
}

/** Whether it succeeds or not, who pressed has to be told. */
async function putBack(shift: Shift, id: string): Promise<void> {
  const { job, options, voice, now } = shift;
  const ref = shift.message();
  if (ref === undefined) return;
  try {
    const before = await options.store.recall(id, now());
    if (before === undefined || before.parts.answer === "") return;
    await voice.update(ref, { ...messageFrom(before.parts.answer), overflow: [] });
  } catch (error) {
    options.log.trouble(job.id, error);
  }
}
