/**
 * Whether one word may be a slip for another: they differ in letter case alone, one begins with the other, or few
 * letters are added, lost or changed (one in three, at most three).
 */
export function isNearText(a: string, b: string): boolean {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  if (one === other) return true;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length >= 2 && long.startsWith(short)) return true;
  const limit = Math.min(3, Math.max(1, Math.floor(long.length / 3)));
  return short.length > 1 && long.length - short.length <= limit && distance(one, other) <= limit;
}

/** The candidates that may be meant, those that differ least first; of equals the first given. */
export function nearTexts(word: string, candidates: readonly string[]): readonly string[] {
  return candidates
    .filter((candidate) => isNearText(word, candidate))
    .map((candidate) => ({ candidate, apart: distance(word, candidate) }))
    .sort((a, b) => a.apart - b.apart)
    .map(({ candidate }) => candidate);
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const row = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const changed = (previous[j] ?? 0) + (letter === other ? 0 : 1);
      row.push(Math.min(changed, (previous[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    previous = row;
  }
  return previous.at(-1) ?? 0;
}
