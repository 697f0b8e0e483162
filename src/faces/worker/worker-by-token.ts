import type { WorkerOptions } from "./worker-options.ts";

/** What a worker is built from, as far as it may change while a process lives. */
export interface WorkerByToken {
  /** Asked for at each job, so that a new one counts. */
  botToken(): Promise<string>;
  build(token: string): Promise<WorkerOptions>;
}

/**
 * The worker, built when there is a job, and anew where the token is another or the building failed. A token that cannot
 * be read now is no reason to leave a job undone: the one before is tried, and Slack says whether it still holds.
 */
export function workerByToken({ botToken, build }: WorkerByToken): () => Promise<WorkerOptions> {
  let built: { readonly token: string; readonly worker: Promise<WorkerOptions> } | undefined;
  return async () => {
    const before = built;
    const token = await botToken().catch((error: unknown) => {
      if (before === undefined) throw error;
      return before.token;
    });
    if (built?.token === token) return built.worker;
    const fresh = { token, worker: build(token) };
    built = fresh;
    fresh.worker.catch(() => {
      if (built === fresh) built = undefined;
    });
    return fresh.worker;
  };
}
