import { setTimeout as sleep } from "node:timers/promises";

/** How time passes while something is watched. */
export interface Pace {
  /** Waits so many milliseconds; `false`: it is to end now. */
  wait(milliseconds: number): Promise<boolean>;
  /** Lets go of what was held for waiting. */
  end(): void;
}

const signals = ["SIGINT", "SIGTERM"] as const;

/** Real time, until Ctrl-C or SIGTERM; a second one ends the process as ever. */
export function pace(): Pace {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  for (const signal of signals) process.once(signal, onSignal);
  return {
    wait: async (milliseconds) => {
      try {
        await sleep(milliseconds, undefined, { signal: stop.signal });
        return true;
      } catch (error) {
        if (stop.signal.aborted) return false;
        throw error;
      }
    },
    end: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
