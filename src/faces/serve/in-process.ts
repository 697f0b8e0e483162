import type { Job } from "../../model/job.ts";

/** What does the jobs of a server that runs for long. */
export interface InProcessOptions {
  work(job: Job): Promise<void>;
  /** How long to wait before each further try, in milliseconds. */
  readonly retryAfter: readonly number[];
  /** Told of a job that failed to the last. */
  onFailure(job: Job, why: string): Promise<void>;
  onError(message: string): void;
  sleep(milliseconds: number): Promise<void>;
}

/** Jobs that are done after they were taken, as by an asynchronous invocation. */
export interface InProcess {
  hand(job: Job): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/** Takes jobs at once and does them afterwards, several at a time; what fails is tried again, then told. */
export function inProcess({ work, retryAfter, onFailure, onError, sleep }: InProcessOptions): InProcess {
  const running = new Set<Promise<void>>();
  return {
    hand: async (job) => {
      const done = attempts(job)
        .catch((error: unknown) => onError(`Cannot tell of job ${job.id}: ${reasonOf(error)}`))
        .finally(() => running.delete(done));
      running.add(done);
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };

  async function attempts(job: Job): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await work(job);
        return;
      } catch (error) {
        const wait = retryAfter[attempt];
        onError(`Job ${job.id} failed (attempt ${attempt + 1}): ${reasonOf(error)}`);
        if (wait === undefined) return onFailure(job, reasonOf(error));
        await sleep(wait);
      }
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
