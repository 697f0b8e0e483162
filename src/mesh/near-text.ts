/** Whether two words are so alike that one may be a slip for the other: at most a quarter of it differs. */
export function isNear(a: string, b: string): boolean {
  const length = Math.max(a.length, b.length);
  if (length < 4 || length > 300) return false;
  const limit = Math.min(4, Math.floor(length / 4));
  return Math.abs(a.length - b.length) <= limit && !onlyNumbersDiffer(a, b) && distance(a, b, limit) <= limit;
}

/** `orders-v1` and `orders-v2` are two things, and no slip of each other. */
function onlyNumbersDiffer(a: string, b: string): boolean {
  return a !== b && a.replace(/\d+/g, "0") === b.replace(/\d+/g, "0");
}

/** Levenshtein's distance, given up as soon as it must exceed the limit. */
function distance(a: string, b: string, limit: number): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(changed, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    if (Math.min(...row) > limit) return limit + 1;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
