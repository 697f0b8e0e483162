import type { AnswerRecord } from "../../model/store.ts";
import type { SlackMessage } from "../../render/slack/slack-message.ts";
import type { Shift } from "./shift.ts";

/**
 * Says something beside an answer, where the button was pressed: an answer may have been shared. It goes into the thread,
 * or to the presser alone where nobody else sees the answer.
 */
export async function sayBeside(shift: Shift, { message }: AnswerRecord, said: SlackMessage): Promise<void> {
  const { by, reply } = shift.job;
  const { channel, thread } =
    reply.thread === undefined
      ? { channel: message?.channel, thread: message?.ts }
      : { ...reply, thread: reply.thread };
  if (reply.visibleTo === "asker" || channel === undefined || thread === undefined) return shift.tellAsker(said);
  const url = reply.responseUrl === undefined ? {} : { responseUrl: reply.responseUrl };
  await shift.once("beside", async () => {
    await shift.voice.post({ channel, thread, visibleTo: "channel", ...url }, said, by?.user);
  });
}
