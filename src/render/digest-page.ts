import { type Change, type Digest, digestVerdict, type Muted, type Trouble, type Undecided } from "../model/digest.ts";
import type { DigestPair } from "../model/store.ts";
import type { Item, Section } from "./block.ts";
import { counted } from "./counted.ts";
import { firstFew } from "./first-few.ts";
import { type Line, line, toned } from "./line.ts";
import { moreItem } from "./more-item.ts";
import type { Page } from "./page.ts";
import { limits } from "./report/limits.ts";
import { type PairsOptions, troubleItem } from "./report/trouble-item.ts";
import { dateTime, elapsed, moment } from "./times.ts";

const mostItems = 20;

/**
 * A digest in words, in the order in which it is wanted: new, resolved, still open, what could not be asked, what is
 * muted. Where nothing changed it is the heading alone.
 */
export function digestPage(digest: Digest, options: PairsOptions): Page {
  const { cluster, observedAt, comparedWith, unchanged, apiCalls = 0 } = digest;
  const compared =
    comparedWith === undefined
      ? "the first digest: there is nothing to compare it with"
      : `compared with ${dateTime(comparedWith)} UTC`;
  return {
    heading: {
      title: `Digest of ${cluster}`,
      verdict: digestVerdict(digest),
      claim: digestClaim(digest),
      context: [compared, `${apiCalls === 0 ? "data from" : "read live at"} ${moment(observedAt)}`],
    },
    sections: unchanged && !options.details ? [] : digestSections(digest, options),
  };
}

/** `2 new, 1 resolved, 3 still open; 118 of 120 pairs healthy`. */
export function digestClaim(digest: Digest): string {
  const { news, resolved, changed, still, muted, unknown, gone, healthyCount, askedCount, comparedWith } = digest;
  const first = comparedWith === undefined;
  const parts = [
    ...(digest.unchanged ? ["nothing changed"] : []),
    ...count(news.length, first ? "in trouble" : "new"),
    ...count(resolved.length, "resolved"),
    ...count(changed.length, "changed"),
    ...count(still.length, "still open"),
    ...count(gone.length, "no longer known"),
    ...count(muted.length, "muted"),
    ...count(unknown.length, "could not be decided"),
  ];
  const health = `${healthyCount} of ${counted(askedCount, "pair")} healthy`;
  const undecided = digest.unchanged && unknown.length > 0 ? ` (${namesOf(unknown)})` : "";
  return parts.length === 0 ? health : `${parts.join(", ")}${undecided}; ${health}`;
}

/** All that there is to tell below the heading. */
export function digestSections(digest: Digest, options: PairsOptions): readonly Section[] {
  const { comparedWith, at: now } = digest;
  const { details } = options;
  return [
    ...section(comparedWith === undefined ? "In trouble" : "New", digest.news, (each) => newsItem(each, options)),
    ...section("Changed", digest.changed, (each) => changeItem(each, options, now)),
    ...section("Resolved", digest.resolved, (each) => resolvedItem(each, now)),
    ...section("Still open", digest.still, (each) => stillItem(each, options, now)),
    ...section("Could not be decided", digest.unknown, undecidedItem),
    ...section("No longer known", digest.gone, goneItem),
    ...section("Muted", digest.muted, mutedItem),
    ...section("Not asked: there are too many", digest.leftOut, (pair) => ({ line: line(pair), below: [] })),
    ...limits({ gaps: digest.gaps, assumptions: [] }, details),
  ];

  function section<T>(title: string, all: readonly T[], item: (each: T) => Item): Section[] {
    if (all.length === 0) return [];
    const items = all.map(item);
    const shown = details ? items : firstFew(items, mostItems, moreItem);
    return [{ title: line(title, toned("dim", `, ${all.length}`)), blocks: [{ kind: "list", items: shown }] }];
  }
}

function newsItem({ pair, diagnosis }: Trouble, options: PairsOptions): Item {
  return troubleItem(pair, diagnosis, [], options);
}

function changeItem({ pair, diagnosis, before, since }: Change, options: PairsOptions, now: string): Item {
  const was = line(toned("dim", "before: "), `${before.verdict}, ${before.summary}`);
  return troubleItem(pair, diagnosis, [was, openFor("open", since, now)], options);
}

function stillItem({ pair, diagnosis, since }: Trouble, options: PairsOptions, now: string): Item {
  return troubleItem(pair, diagnosis, [openFor("open", since, now)], options);
}

/** A trouble that was first told of a moment ago has no age. */
function openFor(word: string, since: string, now: string): Line {
  const age = Date.parse(now) - Date.parse(since) < 60_000 ? undefined : elapsed(since, now);
  return line(`${word} since ${dateTime(since)} UTC${age === undefined ? "" : `, for ${age}`}`);
}

function resolvedItem({ pair, verdict, summary, since }: DigestPair, now: string): Item {
  return {
    mark: "good",
    line: line(toned("strong", pair), "  healthy again"),
    below: [line(toned("dim", "was: "), `${verdict}, ${summary}`), openFor("was open", since, now)],
  };
}

function goneItem({ pair, verdict, summary }: DigestPair): Item {
  return { mark: "none", line: line(pair), below: [line(toned("dim", "was: "), `${verdict}, ${summary}`)] };
}

function undecidedItem({ pair, why, before }: Undecided): Item {
  const was = before === undefined ? [] : [line(toned("dim", "was: "), `${before.verdict}, ${before.summary}`)];
  return { mark: "unsure", line: line(toned("strong", pair), `  ${why}`), below: was };
}

function mutedItem({ pair, diagnosis, mute }: Muted): Item {
  return {
    mark: "none",
    line: line(pair, `  ${diagnosis.verdict}, muted until ${dateTime(mute.until)} UTC`),
    below: [line(toned("dim", "because: "), mute.reason)],
  };
}

function count(number: number, what: string): string[] {
  return number === 0 ? [] : [`${number} ${what}`];
}

function namesOf(undecided: readonly Undecided[]): string {
  const names = undecided.slice(0, 3).map(({ pair }) => pair);
  return `${names.join(", ")}${undecided.length > 3 ? ` and ${undecided.length - 3} more` : ""}`;
}
