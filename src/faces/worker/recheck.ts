import type { Order } from "../../model/job.ts";
import type { Question } from "../../model/question.ts";
import { answerNamed } from "./answer-named.ts";
import type { Shift } from "./shift.ts";
import { why } from "./why.ts";

/** Asks the question of an answer again, and writes the new answer over the old. */
export async function recheck(shift: Shift, { answer }: Extract<Order, { readonly verb: "recheck" }>): Promise<string> {
  const { cluster, question } = await answerNamed(shift, answer);
  // The store keeps what why() put there.
  return why(shift, { verb: "why", cluster, question: question as Question });
}
