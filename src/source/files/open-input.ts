import { readFileSync } from "node:fs";
import { fileTrouble } from "./file-trouble.ts";
import { fileInput, heldInput, type Input } from "./input.ts";
import { limits } from "./limits.ts";

/** Text to read, or why there is none. */
export type Opened = { readonly input: Input } | { readonly why: string };

/** Opens a file as text in UTF-8; what PowerShell writes (UTF-16) is recoded. A held file may go away afterwards. */
export function openInput(path: string, name: string, size: number, isHeld: boolean): Opened {
  const file = fileInput(path, name, size);
  try {
    const input = isHeld ? heldInput(name, Buffer.from(file.read(0, size))) : file;
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
