import type { Order } from "../../model/job.ts";
import { noteMessage } from "../../render/slack/note-message.ts";
import { answerNamed } from "./answer-named.ts";
import { sayBeside } from "./say-beside.ts";
import type { Shift } from "./shift.ts";

/** Keeps a finding out of digests for a while; whoever sees it is told until when, and why. */
export async function mute(
  shift: Shift,
  { answer, reason, until }: Extract<Order, { readonly verb: "mute" }>,
): Promise<string> {
  const { options, job } = shift;
  const found = await answerNamed(shift, answer);
  shift.about(found.pair, found.cluster);
  await options.store.mute({
    fingerprint: found.fingerprint,
    cluster: found.cluster,
    what: `${found.pair}: ${found.summary}`,
    reason,
    by: job.by?.user ?? "",
    at: shift.now(),
    until,
  });
  const told = noteMessage(`${found.pair} is muted until ${until.slice(0, 16).replace("T", " ")} UTC: ${reason}`);
  await sayBeside(shift, found, told);
  return "muted";
}
