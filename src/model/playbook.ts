import type { Check } from "./check.ts";

/** Checks in the order they are asked. */
export interface Playbook {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly check: Check;
  /** When it fails, nothing after it is asked. */
  readonly required: boolean;
}
