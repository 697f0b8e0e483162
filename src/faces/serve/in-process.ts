import type { Job } from "../../model/job.ts";

/** What does the jobs of a server that runs for long. */
export interface InProcessOptions {
  work(job: Job): Promise<void>;
  /** How many are done at once; the others wait for their turn. */
  readonly most: number;
  /** How long to wait before each further try, in milliseconds. */
  readonly retryAfter: readonly number[];
  /** Told of a job that failed to the last. */
  onFailure(job: Job, why: string): Promise<void>;
  onError(message: string): void;
  /** Ends early when the signal is given. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Jobs that are done after they were taken, as by an asynchronous invocation. */
export interface InProcess {
  /** Takes a job; one that is here already is taken once. */
  hand(job: Job): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  /** From now on nothing waits to be tried again: it is tried at once, for the last time. */
  hurry(): void;
  /** What has not begun yet never will: it is told of as failed. */
  giveUp(): void;
  /** The ids of those that are not done. */
  unfinished(): readonly string[];
}

/** Takes jobs at once and does them afterwards, several at a time; what fails is tried again, then told. */
export function inProcess({ work, most, retryAfter, onFailure, onError, sleep }: InProcessOptions): InProcess {
  const running = new Map<string, Promise<void>>();
  const queue: (() => void)[] = [];
  const hurried = new AbortController();
  let working = 0;
  let isGivenUp = false;
  return {
    hand: async (job) => {
      if (running.has(job.id)) return;
      const done = attempts(job)
        .catch((error: unknown) => onError(`Cannot tell of job ${job.id}: ${reasonOf(error)}`))
        .finally(() => running.delete(job.id));
      running.set(job.id, done);
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running.values());
    },
    hurry: () => hurried.abort(),
    giveUp: () => {
      isGivenUp = true;
      for (const next of queue.splice(0)) next();
    },
    unfinished: () => [...running.keys()],
  };

  async function attempts(job: Job): Promise<void> {
    // Whoever asked is acknowledged first.
    await new Promise(setImmediate);
    for (let attempt = 0; ; attempt += 1) {
      if (!(await isMyTurn())) return onFailure(job, "the server was stopped before it began");
      const isLast = hurried.signal.aborted || attempt >= retryAfter.length;
      const why = await trouble(job).finally(leave);
      if (why === undefined) return;
      onError(`Job ${job.id} failed (attempt ${attempt + 1}): ${why}`);
      if (isLast) return onFailure(job, why);
      if (!hurried.signal.aborted) await sleep(retryAfter[attempt] ?? 0, hurried.signal);
    }
  }

  /** Why an attempt failed; undefined: it did not. */
  async function trouble(job: Job): Promise<string | undefined> {
    try {
      await work(job);
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  async function isMyTurn(): Promise<boolean> {
    if (isGivenUp) return false;
    if (working < most) {
      working += 1;
      return true;
    }
    // Who leaves hands the place on, so nobody overtakes.
    await new Promise<void>((resolve) => queue.push(resolve));
    return !isGivenUp;
  }

  function leave(): void {
    const next = queue.shift();
    if (next === undefined) working -= 1;
    else next();
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
