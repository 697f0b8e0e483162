import type { Scope } from "../../model/scope.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { Observer, Source } from "../../model/source.ts";
import { peakMegabytes } from "./peak-megabytes.ts";

/** An answer, and what it took. */
export interface Timed<T> {
  readonly answer: T;
  /** One line for stderr. */
  readonly timings: string;
}

/** Reads for many pairs, answers, and looks at the clock meanwhile. */
export async function timed<T>(
  source: Source,
  scope: Scope,
  observer: Observer,
  answer: (snapshot: Snapshot) => T,
): Promise<Timed<T>> {
  const began = performance.now();
  const snapshot = await source.read(scope, observer);
  const read = performance.now();
  const answered = answer(snapshot);
  const all = performance.now();
  const megabytes = peakMegabytes();
  return {
    answer: answered,
    timings: `read ${Math.round(read - began)} ms, in all ${Math.round(all - began)} ms, ${megabytes} MB\n`,
  };
}
