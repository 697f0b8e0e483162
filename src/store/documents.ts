import { keyText } from "./key-text.ts";
import { limits } from "./limits.ts";
import { type Moment, moment } from "./moment.ts";
import { pack } from "./packed.ts";
import type { Shelf } from "./shelf.ts";
import type { Expression, Item, Key } from "./table.ts";
import { unpacked } from "./unpacked.ts";

/** Readers that find a piece missing begin again: a later document has taken its place. */
const mostTries = 4;
const mostPieces = 1000;

/**
 * Documents of any size under a name: gzipped, and in pieces where one item does not hold them. The pieces are written
 * first and the head last, so that a reader sees the old document or the new one, never half of each.
 */
export interface Documents {
  /** False: one of this or a later time is there. */
  save(name: string, at: string, content: unknown): Promise<boolean>;
  load(name: string): Promise<unknown>;
}

/** The documents of one kind. */
export function documents(kind: string, { table, token, onCorrupt }: Shelf): Documents {
  return { save, load };

  async function save(name: string, at: string, content: unknown): Promise<boolean> {
    const time = moment(at);
    const mark = token();
    const slices = sliced(pack(content));
    const prefix = `${pieceMark}${time.text}#${mark}#`;
    const keys = slices.length === 1 ? [] : slices.map((_, index) => pieceKey(name, prefix, index));
    for (const [index, key] of keys.entries())
      await table.put({ ...key, packed: slices[index] }, { text: "attribute_not_exists(pk)" });
    const body = slices.length === 1 ? { packed: slices[0] } : { pieces: slices.length, prefix };
    const head = { ...headKey(name), at: time.ms, token: mark, ...body };
    const isSaved = (await table.put(head, later(time))) || (await table.get(headKey(name)))?.token === mark;
    if (isSaved) await sweepOlder(name, time);
    else for (const key of keys) await table.remove(key);
    return isSaved;
  }

  /** Whoever is still writing pieces of an earlier time will find that they come too late. */
  async function sweepOlder(name: string, { text }: Moment): Promise<void> {
    const wanted = { pk: headKey(name).pk, prefix: pieceMark };
    for await (const { pk, sk } of table.query(wanted)) {
      if (sk < `${pieceMark}${text}`) await table.remove({ pk, sk });
    }
  }

  async function load(name: string): Promise<unknown> {
    const item = headKey(name).pk;
    for (let tried = 0; tried < mostTries; tried += 1) {
      const head = await table.get(headKey(name));
      if (head === undefined) return undefined;
      const packed = head.packed ?? (await piecesOf(name, head));
      if (packed !== undefined) return unpacked(packed, { item, onCorrupt });
    }
    onCorrupt(item, "pieces of its content are missing");
    return undefined;
  }

  async function piecesOf(name: string, { pieces, prefix }: Item): Promise<Uint8Array | undefined> {
    if (typeof pieces !== "number" || !(pieces <= mostPieces) || typeof prefix !== "string") return undefined;
    const keys = Array.from({ length: pieces }, (_, index) => pieceKey(name, prefix, index));
    const found = (await table.getMany(keys)).flatMap(({ packed }) => (packed instanceof Uint8Array ? [packed] : []));
    return found.length === pieces ? Buffer.concat(found) : undefined;
  }

  function headKey(name: string): Key {
    return { pk: keyText(kind, name), sk: "head" };
  }

  function pieceKey(name: string, prefix: string, index: number): Key {
    return { pk: headKey(name).pk, sk: `${prefix}${String(index).padStart(4, "0")}` };
  }
}

const pieceMark = "piece#";

function later({ ms }: Moment): Expression {
  return { text: "attribute_not_exists(pk) OR #at < :at", names: { "#at": "at" }, values: { ":at": ms } };
}

function sliced(bytes: Uint8Array): readonly Uint8Array[] {
  const count = Math.max(1, Math.ceil(bytes.length / limits.packedBytes));
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * limits.packedBytes, (index + 1) * limits.packedBytes),
  );
}
