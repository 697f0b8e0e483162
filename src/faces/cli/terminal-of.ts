import type { Io } from "./io.ts";

const narrowest = 40;
const widest = 120;

/** How wide and how colourful text may be where it is read. */
export function terminalOf({ columns, isTerminal, noColor }: Io): { readonly width: number; readonly color: boolean } {
  return { width: Math.max(narrowest, Math.min(columns ?? 80, widest)), color: isTerminal && !noColor };
}
