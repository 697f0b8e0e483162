/** One thing that is wrong in a file that a person wrote. */
export interface Mistake {
  /** As it was named by who asked. */
  readonly file: string;
  /** Both counted from 1. */
  readonly line: number;
  readonly column: number;
  /** What is wrong, as a clause: `slack.chanels: there is no such key`. */
  readonly what: string;
  /** What to do about it, as a sentence. */
  readonly next: string;
}
