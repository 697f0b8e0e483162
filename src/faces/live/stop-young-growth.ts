import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8's space for new objects as large as it is now, for the rest of the process: 8 MB once `mesh` has started. It
 * would double again and again with what outlives a collection, and a cluster that is read is all held till the answer
 * is there. Of a question to 10,000 services that was 110 MB, and saved no time (`npm run bench`). What was said of that
 * space when the process was started (`--max-semi-space-size`) holds.
 * @param execArgv flags of Node @param nodeOptions the variable `NODE_OPTIONS`
 */
export function stopYoungGrowth(execArgv: readonly string[], nodeOptions = ""): void {
  if ([...execArgv, nodeOptions].some((text) => /semi[-_]space/.test(text))) return;
  setFlagsFromString("--semi-space-growth-factor=1");
}
