import { compare } from "../../../model/compare.ts";

/** Each once, in the order of what they are called. */
export function distinct<T>(all: readonly T[], called: (one: T) => string): readonly T[] {
  const byName = new Map(all.map((one) => [called(one), one]));
  return [...byName].sort(([a], [b]) => compare(a, b)).map(([, one]) => one);
}
