/** A regular file of a tar archive, while the archive is read past it. */
export interface TarEntry {
  readonly name: string;
  readonly size: number;
  /** Its bytes from `start` on; only before the next entry is asked for. */
  bytes(start: number): Promise<Buffer>;
}

const block = 512;
/** A name, or a header of pax, is not longer. */
const longestHeader = 1 << 20;

/**
 * Goes through a tar archive (ustar with the extensions of pax and GNU for long names). Folders, links and devices are
 * passed over. Source: POSIX.1-2024, pax; GNU tar, "Basic Tar Format".
 * @throws RangeError where it is no such archive, or ends too early
 */
export async function* tarEntries(chunks: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const source = reader(chunks);
  let longName: string | undefined;
  for (;;) {
    const header = await source.take(block);
    if (header === undefined) throw new RangeError("the archive ends too early");
    if (header.every((byte) => byte === 0)) return;
    if (!isIntact(header)) throw new RangeError("it is no tar archive, or a damaged one");
    const type = header.toString("latin1", 156, 157);
    const size = numberIn(header, 124, 12);
    const padded = Math.ceil(size / block) * block;
    if (type === "x" || type === "L") {
      if (size > longestHeader) throw new RangeError("it is a damaged archive");
      const text = ((await source.take(padded)) ?? short()).subarray(0, size);
      longName = type === "x" ? (paxPath(text) ?? longName) : textIn(text, 0, size);
      continue;
    }
    let left = padded;
    if (type === "0" || type === "\0")
      yield {
        name: longName ?? nameIn(header),
        size,
        bytes: async (start) => {
          await source.skip(start);
          const bytes = (await source.take(size - start)) ?? short();
          left = padded - size;
          return bytes;
        },
      };
    await source.skip(left);
    longName = undefined;
  }
}

/** Bytes by the piece. */
interface Reader {
  /** So many bytes; `undefined`: there are not so many. */
  take(count: number): Promise<Buffer | undefined>;
  /** @throws RangeError where there are not so many */
  skip(count: number): Promise<void>;
}

function reader(chunks: AsyncIterable<Buffer>): Reader {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  return { take, skip };

  async function more(): Promise<boolean> {
    const next = await iterator.next();
    if (next.done === true) return false;
    rest = next.value;
    return true;
  }

  async function take(count: number): Promise<Buffer | undefined> {
    const parts: Buffer[] = [];
    let missing = count;
    while (missing > 0) {
      if (rest.length === 0 && !(await more())) return undefined;
      const part = rest.subarray(0, missing);
      rest = rest.subarray(part.length);
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  async function skip(count: number): Promise<void> {
    let missing = count;
    while (missing > 0) {
      if (rest.length === 0 && !(await more())) short();
      const passed = Math.min(missing, rest.length);
      rest = rest.subarray(passed);
      missing -= passed;
    }
  }
}

function short(): never {
  throw new RangeError("the archive ends too early");
}

/** The sum of a header's bytes, its own field counted as blanks, stands in it. */
function isIntact(header: Buffer): boolean {
  const sum = header.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0);
  return numberIn(header, 148, 8) === sum;
}

/** Octal digits, or, with the first bit set, a big-endian number. */
function numberIn(header: Buffer, at: number, length: number): number {
  const first = header[at] ?? 0;
  if ((first & 0x80) === 0) {
    const digits = textIn(header, at, length).trim();
    return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || "0", 8) : Number.NaN;
  }
  let number = first & 0x7f;
  for (let index = 1; index < length; index += 1) number = number * 256 + (header[at + index] ?? 0);
  return Number.isSafeInteger(number) ? number : Number.NaN;
}

function nameIn(header: Buffer): string {
  const name = textIn(header, 0, 100);
  const prefix = header.toString("latin1", 257, 263) === "ustar\0" ? textIn(header, 345, 155) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** `27 path=bug-report/…\n`: the length counts the whole record. */
function paxPath(text: Buffer): string | undefined {
  for (let at = 0; at < text.length; ) {
    const blank = text.indexOf(32, at);
    const length = Number(text.toString("latin1", at, blank));
    if (blank < 0 || !(length > blank - at)) return undefined;
    const [key, ...value] = text.toString("utf8", blank + 1, at + length - 1).split("=");
    if (key === "path") return value.join("=");
    at += length;
  }
  return undefined;
}

function textIn(bytes: Buffer, at: number, length: number): string {
  const end = bytes.indexOf(0, at);
  return bytes.toString("utf8", at, end < 0 || end > at + length ? at + length : end);
}
