import { readFileSync } from "node:fs";
import { fileInput, heldInput, type Input } from "./input.ts";
import { limits } from "./limits.ts";

/** Text to read, or why there is none. */
export type Opened = { readonly input: Input } | { readonly why: string };

/** Files up to this size are held, so that places can be told even if the file is gone by then. */
const small = 1 << 20;

/** Opens a file as text in UTF-8; what PowerShell writes (UTF-16) is recoded. */
export function openInput(path: string, name: string, size: number): Opened {
  const file = fileInput(path, name, size);
  try {
    const input = size <= small ? heldInput(name, Buffer.from(file.read(0, size))) : file;
    return asText(input);
  } catch (error) {
    return { why: fileTrouble(error) };
  } finally {
    file.close();
  }
}

/** The same for bytes from a pipe. */
export function openHeld(name: string, bytes: Buffer): Opened {
  return asText(heldInput(name, bytes));
}

/** Reads all of something that has no size, such as a pipe. */
export function openPipe(path: string, name: string): Opened {
  try {
    return openHeld(name, readFileSync(path));
  } catch (error) {
    return { why: fileTrouble(error) };
  }
}

/** An error of the file system, in words. */
export function fileTrouble(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return troubles[code] ?? (code === "" ? "cannot be read" : `cannot be read (${code})`);
}

const troubles: Readonly<Record<string, string>> = {
  EACCES: "no permission to read it",
  EPERM: "no permission to read it",
  ENOENT: "no such file or folder",
  ENOTDIR: "no such file or folder",
  ELOOP: "a symbolic link that leads to itself",
  EISDIR: "a folder where a file was expected",
  EMFILE: "too many open files",
};

function asText(input: Input): Opened {
  const begin = input.read(0, 8192);
  const isLittle = begin[0] === 0xff && begin[1] === 0xfe;
  if (isLittle || (begin[0] === 0xfe && begin[1] === 0xff)) return recoded(input, isLittle);
  return begin.includes(0) ? { why: "not a text file" } : { input };
}

function recoded(input: Input, isLittle: boolean): Opened {
  if (input.size > limits.heldBytes / 4) return { why: "more than 128 MiB in UTF-16: save it as UTF-8" };
  const bytes = Buffer.from(input.read(2, input.size - (input.size % 2)));
  const text = (isLittle ? bytes : bytes.swap16()).toString("utf16le");
  return { input: heldInput(input.name, Buffer.from(text)) };
}
