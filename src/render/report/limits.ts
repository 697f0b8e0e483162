import type { Diagnosis } from "../../model/diagnosis.ts";
import type { Item, Section } from "../block.ts";
import { firstFew } from "../first-few.ts";
import { line, toned } from "../line.ts";
import { moreItem } from "../more-item.ts";

const mostItems = 12;

/** What was not checked, with what would help, and what was taken for granted. */
export function limits({ gaps, assumptions }: Pick<Diagnosis, "gaps" | "assumptions">, details: boolean): Section[] {
  const unread = gaps.map(
    ({ what, why, grant }): Item => ({
      line: line(`${what}: ${why}`),
      below: grant === undefined ? [] : [line(toned("dim", "needs "), toned("code", grant))],
    }),
  );
  const assumed = assumptions.map(({ what }): Item => ({ line: line(what), below: [] }));
  return [...section("Not checked", unread, details), ...section("Assumed", assumed, details)];
}

function section(title: string, items: readonly Item[], details: boolean): Section[] {
  if (items.length === 0) return [];
  const shown = details ? items : firstFew(items, mostItems, moreItem);
  return [{ title: line(title), blocks: [{ kind: "list", items: shown }] }];
}
