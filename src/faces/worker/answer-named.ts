import { MeshError } from "../../model/mesh-error.ts";
import type { AnswerRecord } from "../../model/store.ts";
import type { Shift } from "./shift.ts";

/**
 * The answer that a button belongs to.
 * @throws MeshError UNKNOWN_NAME where it is not remembered any more
 */
export async function answerNamed({ options, now }: Shift, id: string): Promise<AnswerRecord> {
  const found = await options.store.recall(id, now());
  if (found !== undefined) return found;
  throw new MeshError(
    "UNKNOWN_NAME",
    "Cannot find this answer: it is too old to be remembered",
    "Ask again with /mesh why.",
  );
}
