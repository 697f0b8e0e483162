import type { Diagnosis } from "../model/diagnosis.ts";
import type { Playbook } from "../model/playbook.ts";
import type { Question } from "../model/question.ts";
import type { Observer, Source } from "../model/source.ts";
import { answer } from "./answer.ts";

/**
 * Answers a question from a source. The only `await` is the read; all after it is pure.
 * @throws MeshError when nothing can be read, or a name is unknown or ambiguous
 */
export async function diagnose(
  question: Question,
  playbook: Playbook,
  source: Source,
  observer?: Observer,
): Promise<Diagnosis> {
  const snapshot = await source.read(question, observer);
  return answer(question, playbook, snapshot);
}
