/** When a request came and when its answer had gone, in milliseconds of one clock. */
export interface Span {
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * How many requests had to wait for one another: the length of the longest chain in which each request came after the
 * answer to the one before it had gone. Requests that were sent together count once. A server that answers at once sees
 * even those one after the other, so have it answer in rounds when you count in a test (`inRounds`), or with a latency in
 * a benchmark, and mind that a client which sends at most n at a time waits for itself, too.
 */
export function roundsOf(spans: readonly Span[]): number {
  let rounds = 0;
  let free = Number.NEGATIVE_INFINITY;
  for (const { startedAt, endedAt } of [...spans].sort((a, b) => a.endedAt - b.endedAt)) {
    if (startedAt < free) continue;
    rounds += 1;
    free = endedAt;
  }
  return rounds;
}
