import type { Question } from "./question.ts";

/** What is asked about where many pairs are meant: every pair into some services or namespaces, and single pairs. */
export interface Scope {
  /** Every namespace, whatever else is named. */
  readonly everywhere?: true;
  /** Services or namespaces in the asker's words: `payment`, `shop/payment`, `ns/shop`. */
  readonly of: readonly string[];
  /** Namespaces by their names. */
  readonly namespaces: readonly string[];
  /** Single pairs in the words of a question. */
  readonly pairs: readonly { readonly from: string; readonly to: string }[];
  /** Where short names are looked up first. */
  readonly namespace?: string;
}

/** Whether many pairs are asked about, and not one. */
export function isScope(asked: Question | Scope): asked is Scope {
  return "namespaces" in asked;
}
