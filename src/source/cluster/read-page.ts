import type { RawObject } from "../../kinds/raw-object.ts";
import { KubeTrouble } from "./kube-trouble.ts";
import { listIn } from "./list-in.ts";
import { isHtml, noJson } from "./no-json.ts";
import { type Page, pagingIn } from "./read-pages.ts";
import { type Reading, Unreadable } from "./reading.ts";

/** Reads a page of a list piece by piece; `keep` is shown no more than `most` of its items. */
export function readPage<T>(name: string, most: number, keep: (item: RawObject) => T | undefined): Reading<Page<T>> {
  const kept: T[] = [];
  let count = 0;
  let failed: { readonly error: unknown } | undefined;
  const list = listIn((item) => {
    count += 1;
    if (count > most || failed !== undefined) return;
    try {
      const held = keep(item);
      if (held !== undefined) kept.push(held);
    } catch (error) {
      // A mistake of ours, no trouble of the exchange that is still under way.
      failed = { error };
    }
  });
  return {
    take: list.take,
    read: (answer) => {
      if (failed !== undefined) throw failed.error;
      const end = list.end();
      // An answer that was cut short on its way looks the same as one that never was JSON.
      if (isHtml(answer)) throw new Unreadable(noJson(name, answer), false);
      if (end.is === "no JSON" || end.is === "nothing")
        throw new Unreadable(noJson(name, answer, end.is === "nothing"), true);
      if (end.is === "no object") throw new Unreadable(noJson(name, answer), false);
      if (end.is === "another object")
        throw new KubeTrouble("garbled", "the API server answers with something else than a list");
      return { kept, count, ...pagingIn(end.metadata) };
    },
  };
}
