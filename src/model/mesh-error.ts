import type { Mistake } from "./mistake.ts";

/** The closed list of codes by which an answer can fail; explained in docs/errors.md. */
export type ErrorCode =
  | "USAGE"
  | "UNKNOWN_NAME"
  | "AMBIGUOUS_NAME"
  | "UNAVAILABLE"
  | "CLUSTER_UNAVAILABLE"
  | "UNREADABLE_INPUT"
  | "EMPTY_INPUT"
  | "UNWRITABLE_OUTPUT"
  | "BAD_PLAYBOOK"
  | "BAD_CONFIG"
  | "NODE_TOO_OLD"
  | "NOT_BUILT"
  | "BUILD_FAILED"
  | "STORE_UNAVAILABLE"
  | "INTERNAL";

/** A question that cannot be answered; a broken mesh is a finding, not an error. */
export class MeshError extends Error {
  override readonly name = "MeshError";
  readonly code: ErrorCode;
  /** What to do now, as a sentence. */
  readonly next: string;
  /** Names that may have been meant, best first. */
  readonly candidates: readonly string[];
  /** All that is wrong in a file, in its order; empty where it is no file that is wrong. */
  readonly mistakes: readonly Mistake[];

  constructor(
    code: ErrorCode,
    message: string,
    next: string,
    candidates: readonly string[] = [],
    mistakes: readonly Mistake[] = [],
  ) {
    super(message);
    this.code = code;
    this.next = next;
    this.candidates = candidates;
    this.mistakes = mistakes;
  }
}
