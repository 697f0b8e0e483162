import type { Order } from "../../model/job.ts";
import { answerNamed } from "./answer-named.ts";
import { messageFrom } from "./message-from.ts";
import type { Shift } from "./shift.ts";

/** Shows more of an answer: in its thread, or to the asker alone where the answer was. */
export async function showPart(
  shift: Shift,
  { answer, part }: Extract<Order, { readonly verb: "show" }>,
): Promise<string> {
  const found = await answerNamed(shift, answer);
  shift.about(found.pair, found.cluster);
  const message = messageFrom(found.parts[part]);
  const { reply, by } = shift.job;
  if (found.message === undefined) await shift.tellAsker(message);
  else
    await shift.voice.post(
      { channel: found.message.channel, thread: found.message.ts, visibleTo: "channel", ...urlOf(reply.responseUrl) },
      message,
      by?.user,
    );
  return "shown";
}

function urlOf(responseUrl: string | undefined): { readonly responseUrl?: string } {
  return responseUrl === undefined ? {} : { responseUrl };
}
