import { closeSync, createReadStream, openSync, readSync, statSync } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { plainText } from "../../kinds/plain-text.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { Gap } from "../../model/snapshot.ts";
import { limits } from "./limits.ts";
import type { ListedFile, Listing } from "./list-files.ts";
import { isPartOfSnapshot, listingOf } from "./listing-of.ts";
import { type TarEntry, tarEntries } from "./tar-entries.ts";

/** Whether a path is a tar archive, packed or not, by what it begins with. */
export function isArchive(path: string): boolean {
  if (!statSync(path).isFile()) return false;
  const head = headOf(path);
  return isPacked(head) || head.toString("latin1", 257, 262) === "ustar";
}

/**
 * Lists a tar archive as if it were a folder. What is wanted of it is held, nothing is written to disk; of a long log
 * the newest part is.
 * @throws MeshError where it is damaged, or too big
 */
export async function listArchive(path: string, called: string): Promise<Listing> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const packed = isPacked(headOf(path));
  const bytes = packed ? file.pipe(createGunzip()) : file;
  if (packed) file.on("error", (error) => bytes.destroy(error));
  const found: ListedFile[] = [];
  const gaps: Gap[] = [];
  let held = 0;
  try {
    for await (const entry of tarEntries(bounded(bytes))) await take(entry);
  } catch (error) {
    const why = error instanceof Error && "syscall" in error ? undefined : troubleOf(error);
    if (why === undefined) throw error;
    throw new MeshError(
      "UNREADABLE_INPUT",
      `Cannot read "${plainText(called)}": ${why}`,
      "Unpack it and give the folder, or make the archive again.",
    );
  } finally {
    file.destroy();
  }
  return listingOf(found, gaps);

  async function take(entry: TarEntry): Promise<void> {
    const name = entry.name.replace(/^(?:\.?\/)+/, "");
    if (!isPartOfSnapshot(name) || name.split("/").includes("..")) return;
    const isLog = name.endsWith(".log");
    const from = isLog ? Math.max(0, entry.size - limits.logBytes) : 0;
    const size = entry.size - from;
    if (held + size > limits.heldBytes) {
      gaps.push({ what: plainText(name), why: `the archive holds more than ${limits.heldBytes >> 20} MiB: unpack it` });
      return;
    }
    held += size;
    const all = await entry.bytes(from);
    const start = from === 0 ? 0 : all.indexOf(10) + 1;
    if (from > 0)
      gaps.push({
        what: plainText(name),
        why: `only the newest ${limits.logBytes >> 20} MiB of ${entry.size >> 20} were read`,
      });
    const content = all.subarray(start);
    found.push({ path: name, name, size: content.length, isPipe: false, held: content });
  }
}

async function* bounded(bytes: Readable): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of bytes) {
    const some = chunk as Buffer;
    size += some.length;
    if (size > limits.archiveBytes) throw new RangeError("it unpacks to more than 8 GiB");
    yield some;
  }
}

function isPacked(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

function headOf(path: string): Buffer {
  const head = Buffer.alloc(512);
  const file = openSync(path, "r");
  try {
    readSync(file, head, 0, head.length, 0);
  } finally {
    closeSync(file);
  }
  return head;
}

/** Why an archive cannot be unpacked; `undefined`: that is not what is wrong. */
function troubleOf(error: unknown): string | undefined {
  if (error instanceof RangeError) return error.message;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "Z_BUF_ERROR") return "the archive ends too early";
  return code.startsWith("Z_") ? "it is packed, but damaged or no archive" : undefined;
}
