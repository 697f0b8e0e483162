import { gzipSync } from "node:zlib";

/** How names that do not fit into 100 bytes are written. */
type LongNames = "ustar" | "pax" | "gnu";

/** A tar archive of these files, as Go's `archive/tar` (pax), GNU tar or an old tar writes it; not packed. */
export function tarOf(files: Readonly<Record<string, string | Buffer>>, longNames: LongNames = "pax"): Buffer {
  const parts = Object.entries(files).flatMap(([name, content]) => entry(name, Buffer.from(content), longNames));
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

/** The same, packed: `bug-report.tar.gz`. */
export function packedTarOf(files: Readonly<Record<string, string | Buffer>>, longNames: LongNames = "pax"): Buffer {
  return gzipSync(tarOf(files, longNames));
}

/** A header and what follows it, filled up to whole blocks. */
export function tarEntry(name: string, content: Buffer, type: string, prefix = ""): readonly Buffer[] {
  const header = Buffer.alloc(512);
  header.write(name.slice(0, 100), 0);
  header.write("0000644\0", 100);
  header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        ", 148);
  header.write(type, 156);
  header.write("ustar\0" + "00", 257);
  header.write(prefix, 345);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
}

function entry(name: string, content: Buffer, longNames: LongNames): readonly Buffer[] {
  if (name.length <= 100) return tarEntry(name, content, "0");
  if (longNames === "gnu")
    return [...tarEntry("././@LongLink", Buffer.from(`${name}\0`), "L"), ...tarEntry(name, content, "0")];
  if (longNames === "pax")
    return [...tarEntry("PaxHeaders.0/x", paxRecord("path", name), "x"), ...tarEntry(name, content, "0")];
  const slash = name.lastIndexOf("/", 155);
  return tarEntry(name.slice(slash + 1), content, "0", name.slice(0, slash));
}

function paxRecord(key: string, value: string): Buffer {
  const body = ` ${key}=${value}\n`;
  let length = body.length + 1;
  while (String(length).length + body.length !== length) length += 1;
  return Buffer.from(`${length}${body}`);
}
