/** What the transport takes from outside: time, chance, and limits that tests make small. */
export interface TransportOptions {
  /** Of meshwhy, for the `user-agent`. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Waits; rejects once the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** At least 0 and less than 1. */
  readonly random: () => number;
  readonly limits?: Partial<TransportLimits>;
}

/** How much is held, and for how long one try is waited for. */
export interface TransportLimits {
  /** Bytes of one answer, unpacked. */
  readonly answerBytes: number;
  /** Connections at a time. */
  readonly connections: number;
  /** For TCP and TLS to be there. */
  readonly connectMs: number;
  /** Without a byte, before and inside an answer. */
  readonly silenceMs: number;
  /** The longest wait between two tries; a server that asks for more is overloaded. */
  readonly waitMs: number;
  /** The first wait between two tries; it doubles. */
  readonly firstWaitMs: number;
  /** Tries of one request in all. */
  readonly tries: number;
}

/** What holds where nothing is said. */
export const transportLimits: TransportLimits = {
  answerBytes: 64 * 1024 * 1024,
  connections: 24,
  connectMs: 5000,
  silenceMs: 15_000,
  waitMs: 30_000,
  firstWaitMs: 200,
  tries: 3,
};
