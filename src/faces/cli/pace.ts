import { setTimeout as sleep } from "node:timers/promises";

/** How time passes while something is watched. */
export interface Pace {
  /** Aborted when it is to end. */
  readonly stopped: AbortSignal;
  /** Waits so many milliseconds; `false`: it is to end now. */
  wait(milliseconds: number): Promise<boolean>;
  /** Lets go of what was held for waiting. */
  end(): void;
}

const signals = ["SIGINT", "SIGTERM"] as const;

/** Real time, until Ctrl-C, SIGTERM or `unread`; a second signal ends the process as ever. */
export function pace(unread?: AbortSignal): Pace {
  const stop = new AbortController();
  const stopped = unread === undefined ? stop.signal : AbortSignal.any([stop.signal, unread]);
  const onSignal = (): void => stop.abort();
  for (const signal of signals) process.once(signal, onSignal);
  return {
    stopped,
    wait: async (milliseconds) => {
      try {
        await sleep(milliseconds, undefined, { signal: stopped });
        return true;
      } catch (error) {
        if (stopped.aborted) return false;
        throw error;
      }
    },
    end: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
