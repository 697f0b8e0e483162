import type { Order } from "../../model/job.ts";
import { noteMessage } from "../../render/slack/note-message.ts";
import { refusalMessage } from "../../render/slack/refusal-message.ts";
import { admitIn } from "./admit.ts";
import { answerNamed } from "./answer-named.ts";
import { messageFrom } from "./message-from.ts";
import type { Shift } from "./shift.ts";

/** Posts an answer in another channel, and tells who shared it. */
export async function share(
  shift: Shift,
  { answer, channel }: Extract<Order, { readonly verb: "share" }>,
): Promise<string> {
  const found = await answerNamed(shift, answer);
  shift.about(found.pair, found.cluster);
  const decision = await admitIn(shift, channel, found);
  if (!decision.allowed) {
    shift.decide(decision);
    await shift.tellAsker(refusalMessage({ ...decision, why: `It may not be shared there. ${decision.why ?? ""}` }));
    return "refused";
  }
  let isThere = true;
  await shift.once("share", async () => {
    const posted = await shift.voice.post(
      { channel, visibleTo: "channel" },
      messageFrom(found.parts.answer),
      shift.job.by?.user,
    );
    isThere = posted !== undefined;
  });
  if (isThere) await shift.tellAsker(noteMessage(`${found.pair} was shared.`));
  return "shared";
}
