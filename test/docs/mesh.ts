import { join } from "node:path";
import { Readable } from "node:stream";
import { run } from "../../src/faces/cli/run.ts";

const root = join(import.meta.dirname, "../..");

/** Runs a command line of the documentation in this process, as if typed at the root of a checkout. */
export async function mesh(
  command: string,
): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }> {
  const [, ...words] = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  const said = { stdout: "", stderr: "" };
  const status = await run(words.map(fromRoot), {
    out: (text) => {
      said.stdout += text;
    },
    err: (text) => {
      said.stderr += text;
    },
    isTerminal: false,
    columns: 80,
    noColor: true,
    stdin: Readable.from([]),
  });
  return { status, stdout: said.stdout.replaceAll(`${root}/`, ""), stderr: said.stderr.replaceAll(`${root}/`, "") };
}

/** Tests may run anywhere. */
function fromRoot(word: string, i: number, words: readonly string[]): string {
  return words[i - 1] === "--snapshot" && word !== "-" ? join(root, word) : word;
}
