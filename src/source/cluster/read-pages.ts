import type { RawObject } from "../../kinds/raw-object.ts";
import type { Listed, Query } from "./kube-api.ts";
import { KubeTrouble } from "./kube-trouble.ts";

/** How a list is paged. */
export interface Paging<T> {
  /** Gets one page, of which no more than `most` items are kept. @throws KubeTrouble */
  readonly page: (query: Query, most: number) => Promise<Page<T>>;
  readonly most: number;
  readonly pageSize: number;
  readonly onPage: (done: number, total: number | undefined) => void;
}

/** One page: what is kept of its items, and how the list goes on. */
export interface Page<T> extends PagingIn {
  readonly kept: readonly T[];
  /** Items that came, kept or not. */
  readonly count: number;
}

/** What a list's metadata says of what comes behind it. */
export interface PagingIn {
  readonly next: string | undefined;
  readonly remaining: number | undefined;
}

/** How often a list is begun again by pages when it expires; after that it is asked for in one piece. */
const restarts = 2;
const smallestPage = 5;

/**
 * Reads all of a list, page by page. Where a page is too large to hold, smaller ones are asked for.
 * @throws KubeTrouble
 */
export async function readPages<T>(paging: Paging<T>): Promise<Listed<T>> {
  const size = { page: paging.pageSize };
  for (let begun = 0; ; begun += 1) {
    try {
      return await readOnce(paging, size, begun > restarts);
    } catch (error) {
      if (!(error instanceof KubeTrouble) || error.kind !== "gone" || begun > restarts) throw error;
    }
  }
}

async function readOnce<T>(
  { page, most, onPage }: Paging<T>,
  size: { page: number },
  isWhole: boolean,
): Promise<Listed<T>> {
  const kept: T[] = [];
  let done = 0;
  let next: string | undefined;
  for (;;) {
    const limit = Math.min(size.page, most - done);
    let got: Page<T>;
    try {
      got = await page(
        {
          ...(isWhole ? {} : { limit: String(limit) }),
          ...(next === undefined ? {} : { continue: next }),
        },
        most - done,
      );
    } catch (error) {
      const isTooLarge = error instanceof KubeTrouble && error.kind === "too-large";
      if (!isTooLarge || isWhole || limit <= smallestPage) throw error;
      size.page = Math.max(smallestPage, Math.floor(limit / 10));
      continue;
    }
    for (const one of got.kept) kept.push(one);
    const shown = Math.min(got.count, most - done);
    done += shown;
    const beyond = got.count - shown + (got.remaining ?? 0);
    const hasMore = got.next !== undefined || beyond > 0;
    const remaining = got.next !== undefined && got.remaining === undefined ? undefined : beyond;
    onPage(done, remaining === undefined ? undefined : done + remaining);
    if (!hasMore || done >= most) return { items: kept, complete: !hasMore, remaining };
    if (got.next === undefined || got.next === next)
      throw new KubeTrouble("garbled", "the API server pages a list without getting anywhere");
    next = got.next;
  }
}

/** What the metadata of a list says of how it goes on. */
export function pagingIn({ continue: next, remainingItemCount: remaining }: RawObject): PagingIn {
  return {
    next: typeof next === "string" && next !== "" ? next : undefined,
    remaining:
      typeof remaining === "number" && Number.isSafeInteger(remaining) && remaining >= 0 ? remaining : undefined,
  };
}
