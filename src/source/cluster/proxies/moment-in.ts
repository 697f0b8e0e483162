const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** A moment in RFC 3339, in UTC; `undefined`: it is none, or the zero that Go writes for "never". */
export function momentIn(value: unknown): string | undefined {
  if (typeof value !== "string" || !moment.test(value) || value.startsWith("0001-")) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString().replace(".000Z", "Z");
}
