import { diagnose } from "../../diagnose/diagnose.ts";
import type { Diagnosis } from "../../model/diagnosis.ts";
import type { Playbook } from "../../model/playbook.ts";
import type { Question } from "../../model/question.ts";
import type { Observer, Source } from "../../model/source.ts";
import { peakMegabytes } from "./peak-megabytes.ts";

/** A diagnosis, and what it took. */
export interface TimedDiagnosis {
  readonly diagnosis: Diagnosis;
  /** One line for stderr. */
  readonly timings: string;
}

/** Answers a question and looks at the clock meanwhile. */
export async function timedDiagnosis(
  question: Question,
  playbook: Playbook,
  source: Source,
  observer?: Observer,
): Promise<TimedDiagnosis> {
  const began = performance.now();
  let read = began;
  const watched: Source = {
    read: async (asked, observer) => {
      const snapshot = await source.read(asked, observer);
      read = performance.now();
      return snapshot;
    },
  };
  const diagnosis = await diagnose(question, playbook, watched, observer);
  const all = performance.now() - began;
  const megabytes = peakMegabytes();
  return {
    diagnosis,
    timings: `read ${Math.round(read - began)} ms, in all ${Math.round(all)} ms, ${megabytes} MB\n`,
  };
}
