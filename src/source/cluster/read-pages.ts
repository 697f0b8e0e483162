import { isRawObject, type RawObject } from "../../kinds/raw-object.ts";
import type { Listed, Query } from "./kube-api.ts";
import { KubeTrouble } from "./kube-trouble.ts";

/** How a list is paged. */
export interface Paging {
  /** Gets one page. @throws KubeTrouble */
  readonly page: (query: Query) => Promise<RawObject>;
  readonly most: number;
  readonly pageSize: number;
  readonly onPage: (done: number, total: number | undefined) => void;
}

/** How often a list is begun again by pages when it expires; after that it is asked for in one piece. */
const restarts = 2;
const smallestPage = 5;

/**
 * Reads all of a list, holding one page at a time. Where a page is too large to hold, smaller ones are asked for.
 * @throws KubeTrouble
 */
export async function readPages<T>(paging: Paging, keep: (item: RawObject) => T | undefined): Promise<Listed<T>> {
  const size = { page: paging.pageSize };
  for (let begun = 0; ; begun += 1) {
    try {
      return await readOnce(paging, size, begun > restarts, keep);
    } catch (error) {
      if (!(error instanceof KubeTrouble) || error.kind !== "gone" || begun > restarts) throw error;
    }
  }
}

async function readOnce<T>(
  { page, most, onPage }: Paging,
  size: { page: number },
  isWhole: boolean,
  keep: (item: RawObject) => T | undefined,
): Promise<Listed<T>> {
  const kept: T[] = [];
  let done = 0;
  let next: string | undefined;
  for (;;) {
    const limit = Math.min(size.page, most - done);
    let got: Page;
    try {
      got = pageOf(
        await page({
          ...(isWhole ? {} : { limit: String(limit) }),
          ...(next === undefined ? {} : { continue: next }),
        }),
      );
    } catch (error) {
      const isTooLarge = error instanceof KubeTrouble && error.kind === "too-large";
      if (!isTooLarge || isWhole || limit <= smallestPage) throw error;
      size.page = Math.max(smallestPage, Math.floor(limit / 10));
      continue;
    }
    const shown = got.items.slice(0, most - done);
    for (const item of shown) {
      const held = keep(item);
      if (held !== undefined) kept.push(held);
    }
    done += shown.length;
    const beyond = got.items.length - shown.length + (got.remaining ?? 0);
    const hasMore = got.next !== undefined || beyond > 0;
    const remaining = got.next !== undefined && got.remaining === undefined ? undefined : beyond;
    onPage(done, remaining === undefined ? undefined : done + remaining);
    if (!hasMore || done >= most) return { items: kept, complete: !hasMore, remaining };
    if (got.next === undefined || got.next === next)
      throw new KubeTrouble("garbled", "the API server pages a list without getting anywhere");
    next = got.next;
  }
}

interface Page {
  readonly items: readonly RawObject[];
  readonly next: string | undefined;
  readonly remaining: number | undefined;
}

function pageOf(list: RawObject): Page {
  // A list that holds nothing is sent as null by some servers.
  const items = list.items ?? [];
  if (!Array.isArray(items) || !items.every(isRawObject))
    throw new KubeTrouble("garbled", "the API server answers with something else than a list");
  const metadata = isRawObject(list.metadata) ? list.metadata : {};
  const { continue: next, remainingItemCount: remaining } = metadata;
  return {
    items,
    next: typeof next === "string" && next !== "" ? next : undefined,
    remaining:
      typeof remaining === "number" && Number.isSafeInteger(remaining) && remaining >= 0 ? remaining : undefined,
  };
}
