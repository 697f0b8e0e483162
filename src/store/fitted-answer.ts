import type { AnswerPart, AnswerRecord } from "../model/store.ts";
import { limits } from "./limits.ts";
import { pack } from "./packed.ts";
import { shortened } from "./shortened.ts";

/** Taken out in this order: the answer itself stays longest. */
const dispensable: readonly AnswerPart[] = ["yaml", "path", "page", "answer"];

/** Characters of a part that cannot be what is too big. */
const negligible = 1000;

/**
 * An answer's bytes, small enough for an item. Parts that do not fit are taken out whole, for half a message is none,
 * and the record says so; what is left after that is shortened.
 */
export function fittedAnswer(answer: AnswerRecord, most: number = limits.packedBytes): Uint8Array {
  let fitting = answer;
  for (const part of dispensable) {
    const bytes = pack(fitting);
    if (bytes.length <= most) return bytes;
    fitting = without(fitting, part);
  }
  const bytes = pack(fitting);
  if (bytes.length <= most) return bytes;
  const bare = { ...shortened({ ...fitting, question: undefined }), question: null };
  return pack(bare);
}

function without(answer: AnswerRecord, part: AnswerPart): AnswerRecord {
  const length = answer.parts[part].length;
  if (length <= negligible) return answer;
  const notice = `This was too big to keep (${length} characters). Ask again to see it.`;
  return { ...answer, parts: { ...answer.parts, [part]: "" }, cut: { ...answer.cut, [part]: notice } };
}
