import { diagnose } from "../../diagnose/diagnose.ts";
import type { Answered } from "../../follow/object-changes.ts";
import type { Playbook } from "../../model/playbook.ts";
import type { Question } from "../../model/question.ts";
import type { Resources } from "../../model/snapshot.ts";
import type { Observer, Source } from "../../model/source.ts";

/** Answers a question, and keeps what was read for it. */
export async function answered(
  question: Question,
  playbook: Playbook,
  source: Source,
  observer?: Observer,
): Promise<Answered> {
  let resources: Resources = {};
  const kept: Source = {
    read: async (asked, observer) => {
      const snapshot = await source.read(asked, observer);
      ({ resources } = snapshot);
      return snapshot;
    },
  };
  return { diagnosis: await diagnose(question, playbook, kept, observer), resources };
}
