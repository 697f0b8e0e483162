import { plainText } from "../../kinds/plain-text.ts";
import { MeshError } from "../../model/mesh-error.ts";
import type { Gap } from "../../model/snapshot.ts";
import { parseRecord, recordName, type SnapshotRecord } from "../recorded/snapshot-record.ts";
import { fileTrouble } from "./file-trouble.ts";
import { type Input, inputOf } from "./input.ts";
import { limits } from "./limits.ts";
import { isArchive, listArchive } from "./list-archive.ts";
import { type ListedFile, type Listing, listFiles } from "./list-files.ts";
import { type Opened, openHeld, openInput, openPipe } from "./open-input.ts";

/** One `--snapshot`, ready to be read. */
export interface OpenSnapshot {
  /** As typed. */
  readonly path: string;
  readonly inputs: readonly Input[];
  readonly logs: readonly ListedFile[];
  /** What `mesh snapshot` wrote down besides. */
  readonly record?: SnapshotRecord;
  readonly isBugReport: boolean;
}

/** All of them, and what of their files cannot be read. */
export interface OpenSnapshots {
  readonly snapshots: readonly OpenSnapshot[];
  readonly gaps: readonly Gap[];
}

/** Small files are held, so that places can be told without opening them again; all together up to a bound. */
const smallFile = 1 << 20;
const heldTogether = 64 << 20;

const help = "Give a folder, a file, or - for standard input.";

/**
 * Opens every file of every snapshot, in the order of their names.
 * @throws MeshError if one of the paths cannot be read at all
 */
export async function openSnapshots(
  paths: readonly string[],
  stdin: AsyncIterable<Uint8Array | string> | undefined,
  called: (path: string) => string = (path) => path,
): Promise<OpenSnapshots> {
  const listings: (Listing | undefined)[] = [];
  for (const path of paths) listings.push(path === "-" ? undefined : await list(path, called(path)));
  const shared = sharedNames(listings);
  const gaps: Gap[] = [];
  const snapshots: OpenSnapshot[] = [];
  let held = 0;
  for (const [index, path] of paths.entries()) {
    const listing = listings[index];
    if (listing === undefined) {
      const opened = openHeld("stdin", await drain(stdin));
      snapshots.push({ path, inputs: kept(opened, "stdin"), logs: [], isBugReport: false });
      continue;
    }
    gaps.push(...listing.gaps);
    const rename = (file: ListedFile): ListedFile =>
      shared.has(file.name)
        ? { ...file, name: listing.isFolder ? `${called(path).replace(/\/+$/, "")}/${file.name}` : called(path) }
        : file;
    const inputs = listing.objects.map(rename).flatMap((file) => {
      const opened = open(file);
      if ("why" in opened && !listing.isFolder)
        throw new MeshError("UNREADABLE_INPUT", `Cannot read "${plainText(called(path))}": ${opened.why}`, help);
      return kept(opened, file.name);
    });
    const { isBugReport, record } = listing;
    snapshots.push({
      path: called(path),
      inputs: isBugReport ? inputs.filter(holdsObjects) : inputs,
      logs: listing.logs.map(rename),
      ...(record === undefined ? {} : { record: recordIn(record, called(path)) }),
      isBugReport,
    });
  }
  return { snapshots, gaps };

  function open({ path, name, size, isPipe, held: bytes }: ListedFile): Opened {
    if (bytes !== undefined) return openHeld(name, bytes);
    return isPipe ? openPipe(path, name) : openInput(path, name, size, mayHold(size));
  }

  function mayHold(size: number): boolean {
    if (size > smallFile || held + size > heldTogether) return false;
    held += size;
    return true;
  }

  function kept(opened: Opened, name: string): readonly Input[] {
    if ("input" in opened) return [opened.input];
    gaps.push({ what: plainText(name), why: opened.why });
    return [];
  }
}

async function list(path: string, called: string): Promise<Listing> {
  try {
    return isArchive(path) ? await listArchive(path, called) : listFiles(path);
  } catch (error) {
    if (error instanceof MeshError) throw error;
    throw new MeshError("UNREADABLE_INPUT", `Cannot read "${plainText(called)}": ${fileTrouble(error)}`, help);
  }
}

/** Secrets are a table in a bug report, unless it was asked for all of them. */
function holdsObjects(input: Input): boolean {
  const begin = input.read(0, 16).toString("latin1");
  input.close();
  return /^(?:---\s*)?(?:apiVersion|\{)/.test(begin);
}

/** @throws MeshError if it is none of meshwhy's */
function recordIn(file: ListedFile, called: string): SnapshotRecord {
  const input = inputOf(file);
  try {
    const parsed = parseRecord(input.read(0, Math.min(file.size, limits.pieceBytes)).toString("utf8"));
    if ("record" in parsed) return parsed.record;
    throw new MeshError(
      "UNREADABLE_INPUT",
      `Cannot read "${plainText(called)}": ${recordName} is ${plainText(parsed.trouble)}`,
      "Take the snapshot again, or ask with the meshwhy that wrote it.",
    );
  } finally {
    input.close();
  }
}

/** Names that files of more than one snapshot have; alone they would not say which is meant. */
function sharedNames(listings: readonly (Listing | undefined)[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const listing of listings)
    for (const { name } of [...(listing?.objects ?? []), ...(listing?.logs ?? [])])
      if (seen.has(name)) shared.add(name);
      else seen.add(name);
  return shared;
}

/**
 * Standard input, whole: it cannot be read a second time.
 * @throws MeshError if there is none, or too much
 */
async function drain(stdin: AsyncIterable<Uint8Array | string> | undefined): Promise<Buffer> {
  if (stdin === undefined) throw new MeshError("UNREADABLE_INPUT", 'Cannot read "-": there is no standard input', help);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > limits.heldBytes)
      throw new MeshError("UNREADABLE_INPUT", 'Cannot read "-": more than 512 MiB', "Save it to a file and give that.");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
