import { run } from "./run.ts";

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isTerminal: process.stdout.isTTY,
  columns: process.stdout.columns,
  noColor: process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== "",
  stdin: process.stdin,
});
