import type { Order } from "../../model/job.ts";
import { helpMessage, helpTopic } from "../../render/slack/help-message.ts";
import type { Shift } from "./shift.ts";

/** Says what can be asked. */
export async function help(shift: Shift, { topic }: Extract<Order, { readonly verb: "help" }>): Promise<string> {
  await shift.tellAsker(helpMessage(helpTopic(topic)));
  return "helped";
}
