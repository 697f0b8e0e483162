import type { Observer } from "../../model/source.ts";
import type { Io } from "./io.ts";

/** How far the reading is, on one line of stderr. */
export interface Progress {
  readonly observe: Observer;
  /** Takes the line away, before anything else is written. */
  clear(): void;
}

/** What is done sooner is not worth a line. In milliseconds. */
const quiet = 500;
const betweenLines = 100;

/** Shows progress where stderr is a terminal, and nothing elsewhere. */
export function progressOn({ showsProgress, err }: Pick<Io, "showsProgress" | "err">): Progress {
  const began = performance.now();
  let last = 0;
  let isShown = false;
  return {
    observe: ({ stage, done, total }) => {
      const now = performance.now();
      if (!showsProgress || now - began < quiet || now - last < betweenLines) return;
      last = now;
      isShown = true;
      err(`\r${stage}: ${done}${total === undefined ? "" : ` of ${total}`}\u001B[K`);
    },
    clear: () => {
      if (isShown) err("\r\u001B[K");
      isShown = false;
    },
  };
}
