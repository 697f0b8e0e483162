import { playbookNamed } from "../question/playbook-named.ts";
import { asking } from "./asking.ts";
import type { Why } from "./command.ts";
import type { Io } from "./io.ts";
import { printDiagnosis } from "./print-diagnosis.ts";
import { statusOf } from "./status-of.ts";
import { timedDiagnosis } from "./timed-diagnosis.ts";
import { watch } from "./watch.ts";

/** Answers one question and prints the diagnosis; where it is watched, again and again. */
export async function why({ question, playbook, watch: watching, ...command }: Why, io: Io): Promise<number> {
  return asking(command, io, async ({ source, observer, namespace }) => {
    const asked = namespace === undefined ? question : { namespace, ...question };
    const checks = playbookNamed(playbook);
    if (watching !== undefined)
      return watch({ question: asked, playbook: checks, source, observer, print: command }, watching, io);
    const { diagnosis, timings } = await timedDiagnosis(asked, checks, source, observer);
    printDiagnosis(diagnosis, command, io);
    if (command.verbose) io.err(timings);
    return statusOf(diagnosis.verdict);
  });
}
