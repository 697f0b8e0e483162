import type { WireAnswer } from "./exchange.ts";
import type { KubeTrouble } from "./kube-trouble.ts";

/** How one answer is read; what is taken of a try that fails is nobody's. */
export interface Reading<T> {
  /** Takes a success piece by piece; without it the answer is held whole. */
  readonly take?: (piece: Buffer) => void;
  /** @throws Unreadable */
  readonly read: (answer: WireAnswer) => T;
}

/** An answer that came, but cannot be read. */
export class Unreadable extends Error {
  readonly trouble: KubeTrouble;
  /** Whether another try may fare better. */
  readonly again: boolean;

  constructor(trouble: KubeTrouble, again: boolean) {
    super(trouble.message);
    this.trouble = trouble;
    this.again = again;
  }
}
