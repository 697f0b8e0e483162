/** How much a report tells. */
export interface ReportOptions {
  /** Every check and all evidence. */
  readonly details: boolean;
  /** The lines of the offending object around the field, in place of its value. */
  readonly excerpt: boolean;
}
