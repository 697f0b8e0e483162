import type { Diagnosis } from "../model/diagnosis.ts";
import { pageMarkdown } from "./page-markdown.ts";
import { report } from "./report.ts";

/**
 * Prints a diagnosis for a ticket or a comment, in GitHub's Markdown: the same report as on a terminal, and the lines of
 * the offending object around the field.
 */
export function toMarkdown(diagnosis: Diagnosis): string {
  const { headline, sections } = report(diagnosis, { details: false, excerpt: true });
  const { pair: title, ...heading } = headline;
  return pageMarkdown({ heading: { title, ...heading }, sections });
}
