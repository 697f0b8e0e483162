const harmless = /^[A-Za-z0-9_./:@%+=-]+$/;

/** A word as a POSIX shell takes it literally. */
export function shellWord(word: string): string {
  return harmless.test(word) && !word.startsWith("-") ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
