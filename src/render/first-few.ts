/** At most `limit` entries, and in place of the others one that says how many they are. */
export function firstFew<T>(all: readonly T[], limit: number, more: (count: number) => T): T[] {
  const shown = all.slice(0, limit);
  return shown.length === all.length ? shown : [...shown, more(all.length - shown.length)];
}
