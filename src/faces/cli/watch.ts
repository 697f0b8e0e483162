import type { Answered } from "../../follow/answered.ts";
import { diffOf } from "../../follow/diff-of.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { Playbook } from "../../model/playbook.ts";
import type { Question } from "../../model/question.ts";
import type { Observer, Source } from "../../model/source.ts";
import { diffJsonText } from "../../render/diff-json.ts";
import { diffPage } from "../../render/diff-page.ts";
import { errorJsonText } from "../../render/error-json.ts";
import { safe } from "../../render/safe.ts";
import { dateTime } from "../../render/times.ts";
import { reduceSecrets } from "../../source/access-log/reduce-secrets.ts";
import { answered } from "./answered.ts";
import type { Watch } from "./command.ts";
import { exit, type Io } from "./io.ts";
import type { Output } from "./output-from.ts";
import { type Pace, pace } from "./pace.ts";
import { printDiagnosis } from "./print-diagnosis.ts";
import { printPage } from "./print-page.ts";
import { statusOf } from "./status-of.ts";
import { terminalOf } from "./terminal-of.ts";

/** What is asked again and again, and how answers are printed. */
export interface Watched {
  readonly question: Question;
  readonly playbook: Playbook;
  readonly source: Source;
  /** Told of progress. */
  readonly observer?: Observer;
  readonly print: { readonly output: Output; readonly details: boolean };
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  return undefined;
}

const anew = "\r\u001b[2K";

/**
 * Prints the first answer, then what changed since the one before, until whoever watches has had enough or the verdict
 * is the one that is waited for. A read that fails later is told and does not end it. The status is the last answer's;
 * who has had enough before there is one is told so.
 * @throws MeshError where not even the first question can be answered
 */
export async function watch(
  { question, playbook, source, observer, print }: Watched,
  { intervalMs, until }: Watch,
  io: Io,
  steps: Pace = pace(io.unread),
): Promise<number> {
  const isRewritten = io.isTerminal && !io.noColor && print.output === "text";
  let hasOpenLine = false;
  let failure: string | undefined;
  try {
    const first = await orStopped(answered(question, playbook, source, observer, steps.stopped));
    if (first === undefined) {
      io.err("Stopped before there was an answer\n");
      return exit.cannotAnswer;
    }
    let last = first;
    printDiagnosis(last.diagnosis, print, io);
    while (last.diagnosis.verdict !== until && (await steps.wait(intervalMs))) last = await again(last);
    return statusOf(last.diagnosis.verdict);
  } finally {
    steps.end();
    if (hasOpenLine) io.out("\n");
  }

  async function again(last: Answered): Promise<Answered> {
    try {
      const now = await orStopped(answered(question, playbook, source, observer, steps.stopped));
      if (now === undefined) return last;
      tell(last, now);
      failure = undefined;
      return now;
    } catch (error) {
      if (!(error instanceof MeshError)) throw error;
      tellFailure(error, last);
      return last;
    }
  }

  /** What a read that was broken off brings, or why it fails, is no answer. */
  async function orStopped(answer: Promise<Answered>): Promise<Answered | undefined> {
    const { stopped } = steps;
    const done = await Promise.race([answer.catch(unlessStopped), aborted(stopped)]);
    return stopped.aborted ? undefined : done;
  }

  function unlessStopped(error: unknown): undefined {
    if (!steps.stopped.aborted) throw error;
  }

  function tell(last: Answered, now: Answered): void {
    const found = diffOf(last, now);
    const { observedAt, verdict } = now.diagnosis;
    if (!found.isSame) {
      close();
      if (print.output === "text") io.out("\n");
      printPage(diffPage(found, print), () => diffJsonText(found), print.output, io);
      return;
    }
    const line = `· ${dateTime(observedAt)} UTC  unchanged: ${verdict}`;
    if (isRewritten) {
      io.out(`${anew}${line.slice(0, terminalOf(io).width - 1)}`);
      hasOpenLine = true;
    } else if (failure !== undefined) io.err(`${line}, answered again\n`);
  }

  /** The same failure is told once. */
  function tellFailure(error: MeshError, { diagnosis }: Answered): void {
    const message = reduceSecrets(error.message);
    if (message === failure) return;
    failure = message;
    close();
    if (print.output === "json")
      io.out(errorJsonText(new MeshError(error.code, message, reduceSecrets(error.next), error.candidates)));
    else io.err(`! ${safe(message)}; last answer of ${dateTime(diagnosis.observedAt)} UTC, asking on\n`);
  }

  function close(): void {
    if (hasOpenLine) io.out(anew);
    hasOpenLine = false;
  }
}
