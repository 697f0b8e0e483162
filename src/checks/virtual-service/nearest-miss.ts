import type { RouteMiss, Spot } from "../../model/cause.ts";
import { isNearText } from "../near-text.ts";

/** The one condition of one match that kept the request out, and that looks as if it was meant for it. */
export interface NearMiss extends Spot {
  /** `spec.http[0].match[1]`. */
  readonly matchPath: string;
  readonly kind: "exact" | "prefix" | "regex";
  readonly wanted: string;
  readonly got: string;
}

/** The match that is plainly the nearest: a single condition is unmet, and hardly. `undefined`: none, or several. */
export function nearestMiss(misses: readonly RouteMiss[]): NearMiss | undefined {
  const near = misses.flatMap(({ spot, unmet }) => {
    const [only, ...more] = unmet;
    const miss = only === undefined || more.length > 0 ? undefined : nearMiss(spot, only);
    return miss === undefined ? [] : [miss];
  });
  return near.length === 1 ? near[0] : undefined;
}

/** `prefix /charge`: how a value is compared, and with what. */
function nearMiss(
  { ref, path: matchPath }: Spot,
  { path, wanted, got }: RouteMiss["unmet"][number],
): NearMiss | undefined {
  const [kind, value = ""] = wanted.split(/ (.*)/s);
  if (kind !== "exact" && kind !== "prefix" && kind !== "regex") return undefined;
  const alike = kind === "regex" ? holdsPart(value, got) : value !== "/" && alikeSoFar(value, got);
  return alike ? { ref, path, matchPath, kind, wanted: value, got } : undefined;
}

/** Whether the longest run of plain letters of an expression stands in the value: then only its ends do not fit. */
function holdsPart(regex: string, got: string): boolean {
  const runs = regex.replaceAll("\\", "").match(/[\w/-]+/g) ?? [];
  const longest = runs.reduce((before, run) => (run.length > before.length ? run : before), "");
  return longest.length > 2 && got.includes(longest);
}

/** A path may go on behind what is wanted. */
function alikeSoFar(wanted: string, got: string): boolean {
  const depth = wanted.split("/").length;
  return isNearText(wanted, got.startsWith("/") ? got.split("/").slice(0, depth).join("/") : got);
}
