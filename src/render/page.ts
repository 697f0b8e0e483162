import type { Verdict } from "../model/diagnosis.ts";
import type { Section } from "./block.ts";

/** Anything that is told, before it is known who will read it: text and Markdown print the same page. */
export interface Page {
  readonly heading: Heading;
  readonly sections: readonly Section[];
}

/** The first two lines. */
export interface Heading {
  readonly title: string;
  readonly verdict?: Verdict;
  readonly claim: string;
  /** On what it rests, where, and of when it is. */
  readonly context: readonly string[];
}
