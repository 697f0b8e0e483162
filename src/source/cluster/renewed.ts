/** Something that is good for a while. */
export interface Lease<T> {
  readonly value: T;
  /** Milliseconds since the epoch from which on it is made anew. */
  readonly until: number;
}

/** Gives what is held, or makes it. */
export type Renewed<T> = (signal: AbortSignal, refused?: T) => Promise<T>;

/**
 * Holds what is dear to make: it is made at most once at a time, however many ask, and anew when it has run out or was
 * refused. What nobody waits for any more is given up.
 * @param make told whether what it made before was refused
 */
export function renewed<T>(
  make: (signal: AbortSignal, wasRefused: boolean) => Promise<Lease<T>>,
  now: () => number,
): Renewed<T> {
  let held: Lease<T> | undefined;
  let flight: { readonly lease: Promise<Lease<T>>; readonly end: AbortController; waiting: number } | undefined;

  function start(wasRefused: boolean): NonNullable<typeof flight> {
    const end = new AbortController();
    const begun = { lease: make(end.signal, wasRefused), end, waiting: 0 };
    const landed = (): void => {
      if (flight === begun) flight = undefined;
    };
    begun.lease.then((lease) => {
      if (flight === begun) held = lease;
      landed();
    }, landed);
    return begun;
  }

  return async (signal, refused) => {
    signal.throwIfAborted();
    if (held !== undefined && held.value !== refused && now() < held.until) return held.value;
    flight ??= start(refused !== undefined && held?.value === refused);
    const mine = flight;
    mine.waiting += 1;
    try {
      return (await orAborted(mine.lease, signal)).value;
    } finally {
      mine.waiting -= 1;
      if (mine.waiting === 0 && flight === mine) {
        flight = undefined;
        mine.end.abort();
      }
    }
  };
}

/** The same promise, given up once the signal is aborted. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
