import type { Verdict } from "../model/diagnosis.ts";
import { type Health, type HealthEntry, verdictOf } from "../model/health.ts";
import type { Item, Section } from "./block.ts";
import { counted } from "./counted.ts";
import { firstFew } from "./first-few.ts";
import { line, toned } from "./line.ts";
import { moreItem } from "./more-item.ts";
import type { Page } from "./page.ts";
import { limits } from "./report/limits.ts";
import { sources } from "./report/sources.ts";
import { type PairsOptions, troubleItem } from "./report/trouble-item.ts";
import { moment } from "./times.ts";

const order: readonly Verdict[] = ["broken", "degraded", "unknown", "healthy"];
const titles: Readonly<Record<Verdict, string>> = {
  broken: "Broken",
  degraded: "Degraded",
  unknown: "Cannot be decided",
  healthy: "Healthy",
};
const mostNamed = 10;

/** Many pairs in words, the worst first: for text and Markdown alike. */
export function healthPage(health: Health, options: PairsOptions): Page {
  const { details } = options;
  const { title, verdict, entries, observedAt, leftOut } = health;
  return {
    heading: {
      title,
      verdict,
      claim: healthClaim(health),
      context: [
        `${counted(entries.length, "pair")} asked${leftOut.length === 0 ? "" : ` of ${entries.length + leftOut.length} known`}`,
        moment(observedAt),
      ],
    },
    sections: [
      ...order.flatMap((wanted) => group(entries, wanted, options)),
      ...named("Not asked: there are too many", leftOut, details),
      ...named("Nobody is known to call", health.uncalled, details),
      ...limits(health, details),
      sources(health),
    ],
  };
}

/** `2 broken, 1 degraded, 8 healthy`. */
export function healthClaim({ entries }: Pick<Health, "entries">): string {
  if (entries.length === 0) return "no pair is declared, and none was seen in access logs";
  const counts = order.map((verdict) => ({ verdict, count: ofVerdict(entries, verdict).length }));
  return counts.flatMap(({ verdict, count }) => (count === 0 ? [] : [`${count} ${verdict}`])).join(", ");
}

function group(entries: readonly HealthEntry[], verdict: Verdict, options: PairsOptions): Section[] {
  const own = ofVerdict(entries, verdict);
  if (own.length === 0) return [];
  const title = line(`${titles[verdict]}`, toned("dim", `, ${counted(own.length, "pair")}`));
  return [{ title, blocks: [{ kind: "list", items: own.map((entry) => item(entry, options)) }] }];
}

function ofVerdict(entries: readonly HealthEntry[], verdict: Verdict): readonly HealthEntry[] {
  return entries.filter((entry) => verdictOf(entry) === verdict);
}

function item({ pair, outcome, ground }: HealthEntry, options: PairsOptions): Item {
  if (outcome.kind === "error")
    return { mark: "unsure", line: line(toned("strong", pair), `  ${outcome.message}`), below: [line(outcome.next)] };
  const { diagnosis } = outcome;
  if (diagnosis.verdict !== "healthy")
    return troubleItem(
      pair,
      diagnosis,
      ground === "seen" ? [line("seen in access logs; nothing declares it")] : [],
      options,
    );
  const { calls } = diagnosis.observed;
  const seen = calls.length === 0 ? "no call seen" : `${counted(calls.length, "call")} seen`;
  return { mark: "good", line: line(pair, toned("dim", `  ${seen}`)), below: [] };
}

function named(title: string, names: readonly string[], details: boolean): Section[] {
  if (names.length === 0) return [];
  const items = names.map((name): Item => ({ line: line(name), below: [] }));
  const shown = details ? items : firstFew(items, mostNamed, moreItem);
  return [{ title: line(title, toned("dim", `, ${names.length}`)), blocks: [{ kind: "list", items: shown }] }];
}
