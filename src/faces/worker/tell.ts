import type { Order } from "../../model/job.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { errorMessage } from "../../render/slack/error-message.ts";
import type { Shift } from "./shift.ts";

/** Says what was not understood, and what to type instead, to the one who typed it. */
export async function tell(
  shift: Shift,
  { text, next, candidates }: Extract<Order, { readonly verb: "tell" }>,
): Promise<string> {
  await shift.tellAsker(
    errorMessage(new MeshError("USAGE", text, next, candidates), { command: (command) => command }),
  );
  return "USAGE";
}
