import { heldOtherwise } from "../model/held-otherwise.ts";
import type { End } from "../model/trace.ts";

/** Why an ending could not be worked out. */
export function unknownReason({ cause }: End): string {
  if (cause?.code === "unreadable") return `${cause.decision} (${cause.gap.what}: ${cause.gap.why})`;
  if (cause?.code === "held-otherwise") return heldOtherwise(cause);
  if (cause?.code === "not-modelled") return `${cause.what} is not modelled`;
  return "what was read does not decide it";
}
