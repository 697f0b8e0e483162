import type { Readable } from "node:stream";

/** The terminal as the commands see it; tests give their own. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  readonly isTerminal: boolean;
  /** Whether stderr is a terminal, on which a line may be written over. */
  readonly showsProgress: boolean;
  readonly columns: number | undefined;
  readonly noColor: boolean;
  readonly stdin: Readable;
  /** Aborted once something was printed that nobody reads any more (EPIPE). */
  readonly unread?: AbortSignal;
  /** Variables of the environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called before a cluster is read, of which much is held till the answer is there. */
  readonly spareMemory?: () => void;
}

/** Exit statuses of the contract. */
export const exit = { healthy: 0, hurt: 1, cannotAnswer: 2, unknown: 3, internal: 70 } as const;
