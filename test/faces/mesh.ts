import { join } from "node:path";
import { Readable } from "node:stream";
import type { Io } from "../../src/faces/cli/io.ts";
import { run } from "../../src/faces/cli/run.ts";

const shop = join(import.meta.dirname, "../../examples/shop");

/** The example mesh as `--snapshot`, with overlays by name. */
export function shopWith(...overlays: readonly string[]): readonly string[] {
  const folders = [join(shop, "base"), ...overlays.map((name) => join(shop, "overlays", name))];
  return folders.flatMap((folder) => ["--snapshot", folder]);
}

/** What a command left behind. */
export interface Left {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, not on a terminal unless told so. */
export async function mesh(words: readonly string[], terminal: Partial<Io> = {}): Promise<Left> {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    isTerminal: false,
    showsProgress: false,
    env: {},
    columns: 80,
    noColor: false,
    stdin: Readable.from([]),
  };
  // Not spread: what is given may be a getter.
  const status = await run(words, Object.defineProperties(io, Object.getOwnPropertyDescriptors(terminal)));
  return { status, stdout: out.join(""), stderr: err.join("") };
}

/** Standard input that holds a text. */
export function piped(text: string): Pick<Io, "stdin"> {
  return { stdin: Readable.from([Buffer.from(text)]) };
}
