/** Snapshots on disk: whole or not at all, for their owner alone, and never over what is not meshwhy's. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { MeshError } from "../../../src/model/mesh-error.ts";
import { type SaveOptions, saveSnapshot } from "../../../src/source/recorded/save-snapshot.ts";
import type { SnapshotFile } from "../../../src/source/recorded/snapshot-files.ts";
import { recordName } from "../../../src/source/recorded/snapshot-record.ts";
import { folder } from "../files/folder.ts";

const counts = { objects: 0, logLines: 0, reduced: 0 };
const files: readonly SnapshotFile[] = [
  { ...counts, name: "objects/shop/Pod.json", text: "{}\n", objects: 2 },
  { ...counts, name: "logs/shop/a/istio-proxy.log", text: "a line\nanother …\n", logLines: 2, reduced: 1 },
  { ...counts, name: recordName, text: "{}\n" },
];

function refusalOf(path: string, options: SaveOptions, written: Iterable<SnapshotFile> = files): unknown {
  try {
    return saveSnapshot(path, written, options);
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    return { code: error.code, message: error.message.replace(path, "PATH") };
  }
}

function refused(why: string): unknown {
  return { code: "UNWRITABLE_OUTPUT", message: `Cannot write "PATH": ${why}` };
}

describe("a snapshot", () => {
  test("is written for its owner alone", () => {
    const root = folder({});
    const path = join(root, "dump");
    const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    expect(saveSnapshot(path, files, { force: false })).toEqual({
      files: 3,
      objects: 2,
      logLines: 2,
      bytes,
      reduced: 1,
    });
    const names = readdirSync(path, { recursive: true, encoding: "utf8" });
    const modes = ["", ...names].map((name) => {
      const stats = statSync(join(path, name));
      return [stats.isDirectory(), (stats.mode & 0o777).toString(8)];
    });
    expect(new Set(modes.map(String))).toEqual(new Set(["true,700", "false,600"]));
    expect(readdirSync(root)).toEqual(["dump"]);
  });

  test("goes into a folder that is empty", () => {
    const path = folder({});
    expect(saveSnapshot(path, files, { force: false })).toMatchObject({ files: 3 });
    expect(readFileSync(join(path, "objects/shop/Pod.json"), "utf8")).toBe("{}\n");
  });

  test("replaces another only by force, and whole", () => {
    const root = folder({ [`dump/${recordName}`]: "{}", "dump/objects/x/Old.json": "{}" });
    const path = join(root, "dump");
    expect(refusalOf(path, { force: false })).toEqual(refused("a snapshot stands there"));
    expect(readdirSync(join(path, "objects"))).toEqual(["x"]);
    expect(saveSnapshot(path, files, { force: true })).toMatchObject({ files: 3 });
    expect(readdirSync(join(path, "objects"))).toEqual(["shop"]);
    expect(readdirSync(root)).toEqual(["dump"]);
  });

  test.each([false, true])("never replaces anything else, force: %s", (force) => {
    const root = folder({ "dump/thesis.txt": "years of work" });
    const path = join(root, "dump");
    expect(refusalOf(path, { force })).toEqual(refused("it holds files that meshwhy did not write"));
    expect(readFileSync(join(path, "thesis.txt"), "utf8")).toBe("years of work");
  });

  test.each([false, true])("is not written in place of a file or a link, force: %s", (force) => {
    const root = folder({ "file.txt": "text" });
    mkdirSync(join(root, "elsewhere"));
    symlinkSync(join(root, "elsewhere"), join(root, "link"));
    expect(refusalOf(join(root, "file.txt"), { force })).toEqual(refused("it is no folder"));
    expect(refusalOf(join(root, "link"), { force })).toEqual(refused("it is no folder"));
    expect(refusalOf(join(root, "no/where"), { force })).toEqual(refused("there is no folder to put it into"));
  });

  const codes = [
    ["ENOSPC", "the disk is full"],
    ["EDQUOT", "the disk quota is used up"],
    ["EACCES", "no permission to write there"],
    ["EIO", "it cannot be written (EIO)"],
  ] as const;
  test.each(codes)("that meets %s leaves nothing behind, and what stood there as it was", (code, why) => {
    const root = folder({ [`dump/${recordName}`]: "{}", "dump/objects/x/Old.json": "{}" });
    const path = join(root, "dump");
    let count = 0;
    const write = (name: string, text: string): void => {
      count += 1;
      if (count === 2) throw Object.assign(new Error(code), { code, syscall: "write" });
      writeFileSync(name, text);
    };
    expect(refusalOf(path, { force: true, write })).toEqual(refused(why));
    expect(readdirSync(root)).toEqual(["dump"]);
    expect(readdirSync(join(path, "objects"))).toEqual(["x"]);
  });

  test("of which making fails leaves nothing behind", () => {
    const root = folder({});
    const broken = (function* () {
      yield* files.slice(0, 1);
      throw new RangeError("a bug");
    })();
    expect(() => saveSnapshot(join(root, "dump"), broken, { force: false })).toThrow(RangeError);
    expect(readdirSync(root)).toEqual([]);
  });

  test.skipIf(process.getuid?.() === 0)("is refused where nobody may write", () => {
    const root = folder({});
    chmodSync(root, 0o500);
    expect(refusalOf(join(root, "dump"), { force: false })).toEqual(refused("no permission to write there"));
    chmodSync(root, 0o700);
    expect(existsSync(join(root, "dump"))).toBe(false);
  });
});
