/** Questions asked in process: words → the whole pipeline → a diagnosis. */
import { checks } from "../../src/checks/all.ts";
import { answer } from "../../src/diagnose/answer.ts";
import { type Asked, questionFrom } from "../../src/faces/question/question-from.ts";
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { builtIn } from "../../src/playbook/built-in.ts";
import { parsePlaybook } from "../../src/playbook/parse-playbook.ts";

/** The playbook that answers `mesh why`. */
export const whyPlaybook = parsePlaybook(builtIn.why, checks, "why");

/** @throws MeshError when a name is unknown or ambiguous */
export function why(asked: Asked, snapshot: Snapshot): Diagnosis {
  return answer(questionFrom(asked), whyPlaybook, snapshot);
}
