import type { Culprit, Diagnosis, Finding } from "./diagnosis.ts";
import type { Fraction } from "./fraction.ts";
import type { Json } from "./json.ts";
import type { Ref } from "./ref.ts";

/** What is different between two answers to the same question. */
export interface DiagnosisDiff {
  readonly before: Diagnosis;
  readonly after: Diagnosis;
  /** Nothing that is told here differs; times, words and how much was read may. */
  readonly isSame: boolean;
  /** Both tell of one trouble, by their fingerprints. */
  readonly isSameTrouble: boolean;
  /** Where another object or field is to blame, or none any more. */
  readonly culprit: { readonly before: Culprit | undefined; readonly after: Culprit | undefined } | undefined;
  readonly news: readonly Finding[];
  /** Findings that are gone from an answer that looked for them. */
  readonly resolved: readonly Finding[];
  /** Findings of before that could not be looked at now: what they rest on was not read. */
  readonly unseen: readonly Finding[];
  /** Findings of now that could not be looked at before. */
  readonly seenAgain: readonly Finding[];
  readonly still: readonly StillFinding[];
  /** The share that arrives of the request on which the verdict rested before, where it moved. */
  readonly delivered: { readonly before: Fraction; readonly after: Fraction } | undefined;
  /** Objects that matter to the pair and are not as they were, by kind, namespace and name. */
  readonly objects: readonly ObjectChange[];
  /** Objects of before that were not read now: nothing tells whether they are still there. */
  readonly unread: readonly Ref[];
}

/** A finding that both have. */
export interface StillFinding {
  readonly before: Finding;
  readonly after: Finding;
}

/** An object that came, went or changed. */
export interface ObjectChange {
  readonly ref: Ref;
  /** `replaced`: pods of one owner by others; the fields are those of one of each. */
  readonly change: "added" | "removed" | "changed" | "replaced";
  readonly fields: readonly FieldChange[];
  /** How many more fields differ. */
  readonly moreFields: number;
  /** How many pods went, and how many came in their place. */
  readonly pods?: { readonly before: number; readonly after: number };
  /** Who changed it last, and when. */
  readonly at?: string;
  readonly by?: string;
}

/** A kept field whose value differs; `undefined`: it is not there. */
export interface FieldChange {
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}
