import type { Part } from "./part.ts";
import { rowLength } from "./rich-text.ts";
import type { Row } from "./row.ts";

/** What stands in a message, and what follows it in the thread, a list of parts for each reply. */
export interface Packed {
  readonly here: readonly Part[];
  readonly thread: readonly (readonly Part[])[];
  /** For each part that is not whole in the message: how many of its entries are. */
  readonly moved: readonly Moved[];
}

/** A part of which something is in the thread. */
export interface Moved {
  readonly title: string;
  readonly here: number;
  readonly all: number;
}

interface Chunk {
  readonly part: Part;
  readonly order: number;
  readonly index: number;
  readonly rows: readonly Row[];
}

const longestChunk = 3000;
/** What a part costs besides its rows: its title, which is cut beyond this. */
const overhead = 160;

/** Fills a message with parts, the most important first; nothing is lost, and the order stays. Lengths are characters. */
export function pack(parts: readonly Part[], room: number): Packed {
  const chunks = parts.flatMap((part, order) => chunksOf(part, order));
  const chosen = new Set<Chunk>();
  const full = new Set<Part>();
  let left = room;
  for (const chunk of chunks.toSorted((a, b) => a.part.rank - b.part.rank || a.order - b.order || a.index - b.index)) {
    const cost = costOf(chunk);
    const beyond = chunk.part.most !== undefined && chunk.index > 0;
    if (full.has(chunk.part) || beyond || cost > left) full.add(chunk.part);
    else {
      chosen.add(chunk);
      left -= cost;
    }
  }
  const here = joined(chunks.filter((chunk) => chosen.has(chunk)));
  const moved = parts
    .filter((part) => full.has(part))
    .map((part) => ({ title: part.title, here: entries(rowsHere(part)), all: entries(part.rows) }));
  return {
    here,
    thread: replies(
      chunks.filter((chunk) => !chosen.has(chunk)),
      room,
    ),
    moved,
  };

  function rowsHere(part: Part): Row[] {
    return chunks.filter((chunk) => chunk.part === part && chosen.has(chunk)).flatMap(({ rows }) => rows);
  }
}

function replies(chunks: readonly Chunk[], room: number): Part[][] {
  const messages: Chunk[][] = [];
  let left = 0;
  for (const chunk of chunks) {
    const cost = costOf(chunk);
    const last = messages.at(-1);
    if (last === undefined || cost > left) {
      messages.push([chunk]);
      left = room - cost;
    } else {
      last.push(chunk);
      left -= cost;
    }
  }
  return messages.map(joined);
}

/** A part's rows in pieces that fit any message; the first holds no more entries than the part allows. */
function chunksOf(part: Part, order: number): Chunk[] {
  const found: Row[][] = [[]];
  let length = 0;
  let items = 0;
  for (const row of part.rows) {
    const own = rowLength(row);
    if (isEntry(row)) items += 1;
    const over = found.length === 1 && items > (part.most ?? Number.POSITIVE_INFINITY);
    if ((over || length + own > longestChunk) && (over || length > 0)) {
      found.push([]);
      length = 0;
    }
    found.at(-1)?.push(row);
    length += own;
  }
  return found.filter((rows) => rows.length > 0).map((rows, index) => ({ part, order, index, rows }));
}

function joined(chunks: readonly Chunk[]): Part[] {
  return [...Map.groupBy(chunks, ({ part }) => part)].map(([part, own]) => ({
    ...part,
    title: own[0]?.index === 0 ? part.title : `${part.title}, continued`,
    untitled: part.untitled === true && own[0]?.index === 0,
    ...(part.read === undefined ? {} : { read: own[0]?.index === 0 ? part.read : [] }),
    rows: own.flatMap(({ rows }) => rows),
  }));
}

function costOf({ rows }: Chunk): number {
  return rows.reduce((sum, row) => sum + rowLength(row), overhead);
}

/** What is counted when something is said to be in the thread: entries of lists, or lines where there is no list. */
function entries(rows: readonly Row[]): number {
  const items = rows.filter(isEntry).length;
  return items > 0 ? items : rows.length;
}

function isEntry(row: Row): boolean {
  return row.kind === "item" && row.depth === 0;
}
