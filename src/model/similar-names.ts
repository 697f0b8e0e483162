/** The known names nearest to a mistyped one, best first; at most five, and only where the likeness is plain. */
export function similarNames(typed: string, known: Iterable<string>): string[] {
  const wanted = typed.toLowerCase();
  const scored: { name: string; distance: number }[] = [];
  for (const name of new Set(known)) {
    const candidate = name.toLowerCase();
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3));
    const edits = editDistance(wanted, candidate, allowed);
    const contained =
      Math.min(wanted.length, candidate.length) > 2 && (candidate.includes(wanted) || wanted.includes(candidate));
    // A part of a name is less likely meant than a name with one slip in it.
    const distance = Math.min(
      edits <= allowed ? edits : Number.POSITIVE_INFINITY,
      contained ? 1.5 : Number.POSITIVE_INFINITY,
    );
    if (Number.isFinite(distance)) scored.push({ name, distance });
  }
  return scored
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .slice(0, 5)
    .map(({ name }) => name);
}

/** Edits (insert, delete, replace, swap of neighbours) from one word to the other; gives up beyond the limit. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    if (Math.min(...row) > limit) return limit + 1;
    before = last;
    last = row;
  }
  return last[b.length] ?? limit + 1;
}
