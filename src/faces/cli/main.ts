import { stopYoungGrowth } from "../live/stop-young-growth.ts";
import { exit } from "./io.ts";
import { run } from "./run.ts";

/** Set where the answer could not be written. */
let failure: number | undefined;

/** Whoever read the answer has left. */
const unread = new AbortController();

// Who reads may leave early (`mesh … | head`): that is no failure, and the answer's status stands.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") {
      if (stream === process.stdout) unread.abort();
      return;
    }
    failure = exit.cannotAnswer;
    process.exitCode = failure;
    if (stream === process.stdout)
      process.stderr.write(`Cannot write the answer: ${error.message}\nMake room for it.\n`);
  });

const status = await run(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isTerminal: process.stdout.isTTY === true,
  showsProgress: process.stderr.isTTY === true,
  columns: process.stdout.columns,
  noColor: (process.env.NO_COLOR ?? "") !== "" || process.env.TERM === "dumb",
  env: process.env,
  spareMemory: () => stopYoungGrowth(process.execArgv, process.env.NODE_OPTIONS),
  // Opened only when it is read.
  get stdin() {
    return process.stdin;
  },
  unread: unread.signal,
});
process.exitCode = failure ?? status;
