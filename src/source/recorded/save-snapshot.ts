import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { plainText } from "../../kinds/plain-text.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { SnapshotFile } from "./snapshot-files.ts";
import { recordName } from "./snapshot-record.ts";

/** What was written. */
export interface SavedSnapshot {
  readonly files: number;
  readonly objects: number;
  readonly logLines: number;
  readonly bytes: number;
  /** Lines of logs in which a secret was reduced. */
  readonly reduced: number;
}

/** How a snapshot is written. */
export interface SaveOptions {
  /** Whether a snapshot that stands there may be replaced; anything else never is. */
  readonly force: boolean;
  /** Writes one file, for its owner alone. */
  readonly write?: (path: string, text: string) => void;
}

/**
 * Refuses a folder that must not be written to, before anything is read for it.
 * @throws MeshError UNWRITABLE_OUTPUT where something else stands there
 */
export function refuseTaken(folder: string, { force }: Pick<SaveOptions, "force">): void {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) {
    const parent = dirname(resolve(folder));
    if (!existsSync(parent)) throw unwritable(folder, "there is no folder to put it into", `Make ${parent} first.`);
    return;
  }
  if (!stats.isDirectory()) throw unwritable(folder, "it is no folder", "Name a folder that is not there yet.");
  const names = readdirSync(folder);
  if (names.length === 0) return;
  if (!names.includes(recordName))
    throw unwritable(folder, "it holds files that meshwhy did not write", "Name a folder that is empty or not there.");
  if (!force) throw unwritable(folder, "a snapshot stands there", "Replace it with --force, or name another folder.");
}

/**
 * Writes a snapshot whole or not at all: beside the folder at first, for its owner alone, then under its name.
 * @throws MeshError UNWRITABLE_OUTPUT
 */
export function saveSnapshot(folder: string, files: Iterable<SnapshotFile>, options: SaveOptions): SavedSnapshot {
  refuseTaken(folder, options);
  const target = resolve(folder);
  let beside: string | undefined;
  try {
    beside = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
    const saved = writeAll(beside, files, options.write ?? writeOwn);
    putInPlace(beside, target);
    return saved;
  } catch (error) {
    if (beside !== undefined) rmSync(beside, { recursive: true, force: true });
    if (!(error instanceof Error && "code" in error && typeof error.code === "string") || error instanceof MeshError)
      throw error;
    throw unwritable(folder, troubles[error.code] ?? `it cannot be written (${error.code})`, "Name another folder.");
  }
}

function writeAll(
  root: string,
  files: Iterable<SnapshotFile>,
  write: NonNullable<SaveOptions["write"]>,
): SavedSnapshot {
  const sum = { files: 0, objects: 0, logLines: 0, bytes: 0, reduced: 0 };
  for (const { name, text, objects, logLines, reduced } of files) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    write(path, text);
    sum.files += 1;
    sum.objects += objects;
    sum.logLines += logLines;
    sum.bytes += Buffer.byteLength(text);
    sum.reduced += reduced;
  }
  return sum;
}

function writeOwn(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600, flag: "wx" });
}

/** What stands there is set aside until the new one is in its place. */
function putInPlace(beside: string, target: string): void {
  if (!existsSync(target)) {
    renameSync(beside, target);
    return;
  }
  const aside = `${beside}.old`;
  renameSync(target, aside);
  try {
    renameSync(beside, target);
  } catch (error) {
    renameSync(aside, target);
    throw error;
  }
  rmSync(aside, { recursive: true, force: true });
}

const troubles: Readonly<Record<string, string>> = {
  EACCES: "no permission to write there",
  EPERM: "no permission to write there",
  EROFS: "no permission to write there",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENAMETOOLONG: "a name in it is too long for the file system",
};

function unwritable(folder: string, why: string, next: string): MeshError {
  return new MeshError("UNWRITABLE_OUTPUT", `Cannot write "${plainText(folder)}": ${why}`, next);
}
