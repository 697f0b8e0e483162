import type { DigestRecord, Store } from "../model/store.ts";
import { checked } from "./checked.ts";
import { documents } from "./documents.ts";
import { digestRecord } from "./schemas.ts";
import type { Shelf } from "./shelf.ts";

/** What each digest found last. */
export function digests(shelf: Shelf): Pick<Store, "lastDigest" | "saveDigest"> {
  const kept = documents("digest", shelf);
  return {
    async lastDigest(name) {
      const content = await kept.load(name);
      if (content === undefined) return undefined;
      return checked(digestRecord, content, { item: `digest ${name}`, onCorrupt: shelf.onCorrupt });
    },
    saveDigest: (record: DigestRecord) => kept.save(record.name, record.at, record),
  };
}
