import type { Order } from "../../model/job.ts";
import { helpMessage } from "../../render/slack/help-message.ts";
import type { Shift } from "./shift.ts";

/** Says what can be asked. */
export async function help(shift: Shift, { topic }: Extract<Order, { readonly verb: "help" }>): Promise<string> {
  await shift.tellAsker(helpMessage(topic));
  return "helped";
}
