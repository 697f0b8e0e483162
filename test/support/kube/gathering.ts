import { setTimeout as sleep } from "node:timers/promises";

/** So many looks in a row at which nothing has come mean that all has. */
const calmLooks = 6;
const betweenMs = 20;

/**
 * Lets requests wait for those that were sent together with them, and then go on together. It does not look at how much
 * time has passed, but how often this process has looked for requests and found none: client and server share it, so a
 * busy machine slows both alike. @returns waits
 */
export function gathering(signal: AbortSignal): () => Promise<void> {
  let waiting: (() => void)[] = [];
  let came = 0;
  async function watch(): Promise<void> {
    let calm = 0;
    while (calm < calmLooks && !signal.aborted) {
      const before = came;
      await sleep(betweenMs, undefined, { signal }).catch(() => undefined);
      calm = came === before ? calm + 1 : 0;
    }
    const released = waiting;
    waiting = [];
    for (const release of released) release();
  }
  return () =>
    new Promise((resolve) => {
      came += 1;
      waiting.push(resolve);
      if (waiting.length === 1) void watch();
    });
}
