import type { Diagnosis } from "../model/diagnosis.ts";
import { type PageTextOptions, pageText } from "./page-text.ts";
import { report } from "./report.ts";

/** How a diagnosis is printed on a terminal. */
export interface TextOptions extends PageTextOptions {
  /** Every piece of evidence, every check, and the lines of the offending object around the field. */
  readonly details?: boolean;
}

/** Prints a diagnosis for a terminal. */
export function toText(diagnosis: Diagnosis, { details = false, ...options }: TextOptions = {}): string {
  const { headline, sections } = report(diagnosis, { details, excerpt: details });
  const { pair: title, ...heading } = headline;
  return pageText({ heading: { title, ...heading }, sections }, options);
}
