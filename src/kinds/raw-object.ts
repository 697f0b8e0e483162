/** A JSON object of which nothing is known yet. */
export type RawObject = { readonly [key: string]: unknown };

/** Whether a value is a JSON object, rather than a scalar, a list or nothing. */
export function isRawObject(value: unknown): value is RawObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
