import { type Dirent, readdirSync, type Stats, statSync } from "node:fs";
import { basename, join } from "node:path";
import { plainText } from "../../kinds/plain-text.ts";
import type { Gap } from "../../model/snapshot.ts";
import { fileTrouble } from "./file-trouble.ts";
import { isPartOfSnapshot, listingOf } from "./listing-of.ts";

/** A file of a snapshot. */
export interface ListedFile {
  readonly path: string;
  /** Relative to the snapshot, with slashes. */
  readonly name: string;
  readonly size: number;
  /** It has no size and can be read once only. */
  readonly isPipe: boolean;
  /** What is in it, where it is part of an archive. */
  readonly held?: Buffer;
}

/** What a snapshot on disk consists of, in an order that depends on names alone. */
export interface Listing {
  readonly isFolder: boolean;
  readonly objects: readonly ListedFile[];
  readonly logs: readonly ListedFile[];
  /** What `mesh snapshot` wrote down besides. */
  readonly record?: ListedFile;
  /** Whether `istioctl bug-report` made it. */
  readonly isBugReport: boolean;
  readonly gaps: readonly Gap[];
}

/**
 * Lists a folder with all folders in it, or one file of whatever name.
 * @throws the file system's error if the path itself cannot be looked at
 */
export function listFiles(path: string): Listing {
  const stats = statSync(path);
  if (!stats.isDirectory()) {
    const file = { path, name: basename(path), size: stats.size, isPipe: !stats.isFile() };
    return { isFolder: false, objects: [file], logs: [], isBugReport: false, gaps: [] };
  }
  const found: ListedFile[] = [];
  const gaps: Gap[] = [];
  const entries = readdirSync(path, { withFileTypes: true });
  walk(entries, path, "");
  return listingOf(found, gaps);

  function walk(entries: readonly Dirent[], folder: string, prefix: string): void {
    for (const entry of entries) {
      const name = `${prefix}${entry.name}`;
      const inside = join(folder, entry.name);
      if (entry.isDirectory()) enter(inside, name);
      else if (entry.isFile() || entry.isSymbolicLink()) add(inside, name, entry.isSymbolicLink());
    }
  }

  function enter(folder: string, name: string): void {
    try {
      walk(readdirSync(folder, { withFileTypes: true }), folder, `${name}/`);
    } catch (error) {
      gaps.push(unread(name, fileTrouble(error)));
    }
  }

  function add(file: string, name: string, isLink: boolean): void {
    const isWanted = isPartOfSnapshot(name);
    if (!isWanted && !isLink) return;
    const stats = look(file, name, isWanted);
    if (stats === undefined) return;
    if (stats.isDirectory()) gaps.push(unread(name, "a symbolic link to a folder is not followed"));
    else if (isWanted && stats.isFile()) found.push({ path: file, name, size: stats.size, isPipe: false });
  }

  function look(file: string, name: string, isWanted: boolean): Stats | undefined {
    try {
      return statSync(file);
    } catch (error) {
      if (isWanted) gaps.push(unread(name, fileTrouble(error)));
      return undefined;
    }
  }
}

function unread(name: string, why: string): Gap {
  return { what: plainText(name), why };
}
