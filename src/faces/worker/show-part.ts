import type { Order } from "../../model/job.ts";
import { answerNamed } from "./answer-named.ts";
import { messageFrom } from "./message-from.ts";
import { sayBeside } from "./say-beside.ts";
import type { Shift } from "./shift.ts";

/** Shows more of an answer, beside it. */
export async function showPart(
  shift: Shift,
  { answer, part }: Extract<Order, { readonly verb: "show" }>,
): Promise<string> {
  const found = await answerNamed(shift, answer);
  shift.about(found.pair, found.cluster);
  await sayBeside(shift, found, messageFrom(found.parts[part]));
  return "shown";
}
