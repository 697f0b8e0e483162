import { diagnose } from "../../diagnose/diagnose.ts";
import type { Answered } from "../../follow/answered.ts";
import type { Playbook } from "../../model/playbook.ts";
import type { Question } from "../../model/question.ts";
import type { Observer, Source } from "../../model/source.ts";

/** Answers a question, and keeps what was read for it. */
export async function answered(
  question: Question,
  playbook: Playbook,
  source: Source,
  observer?: Observer,
  stop?: AbortSignal,
): Promise<Answered> {
  let read: Omit<Answered, "diagnosis"> = { resources: {} };
  const kept: Source = {
    read: async (asked, observer) => {
      const snapshot = await source.read(asked, observer, stop);
      const { resources, gaps, workloadsOf } = snapshot;
      read = { resources, gaps, ...(workloadsOf === undefined ? {} : { workloadsOf }) };
      return snapshot;
    },
  };
  const diagnosis = await diagnose(question, playbook, kept, observer);
  return { diagnosis, ...read };
}
