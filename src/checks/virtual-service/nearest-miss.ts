import type { RouteMiss, Spot } from "../../model/cause.ts";
import { isNearText } from "../near-text.ts";

/** The one condition of one match that kept the request out, and that looks as if it was meant for it. */
export interface NearMiss extends Spot {
  readonly match: Spot;
  readonly wanted: string;
  readonly got: string;
}

/** The match that is plainly the nearest: a single condition is unmet, and hardly. `undefined`: none, or several. */
export function nearestMiss(misses: readonly RouteMiss[]): NearMiss | undefined {
  const near = misses.flatMap(({ spot, unmet }): NearMiss[] => {
    const [only, ...more] = unmet;
    if (only === undefined || more.length > 0 || !isNear(only)) return [];
    return [{ ref: spot.ref, path: only.path, match: spot, wanted: only.wanted, got: only.got }];
  });
  return near.length === 1 ? near[0] : undefined;
}

/** A regex is near where its beginning or a part of it would have matched; else the texts must be alike. */
function isNear({ wanted, got }: RouteMiss["unmet"][number]): boolean {
  const [kind = "", ...rest] = wanted.split(" ");
  const value = rest.join(" ");
  if (kind === "regex") return literalPart(value).length > 2 && got.includes(literalPart(value));
  return (kind === "exact" || kind === "prefix") && value !== "/" && isNearText(value, withoutEnd(got, value));
}

/** The longest run of letters, digits, slashes, dots and hyphens of an expression. */
function literalPart(regex: string): string {
  const runs = regex.replaceAll("\\", "").match(/[\w/-]+/g) ?? [];
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), "");
}

/** A prefix is compared with as much of the value as it is long. */
function withoutEnd(got: string, value: string): string {
  return got.startsWith("/") && got.length > value.length + 1 && got.toLowerCase().startsWith(value.toLowerCase())
    ? got.slice(0, value.length)
    : got;
}
