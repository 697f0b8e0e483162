import { MeshError } from "../../model/mesh-error.ts";

const form = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(:\d{2})?(\.\d+)?\s?([Zz]|[+-]\d{2}:\d{2})?)?$/;

/**
 * A moment as RFC 3339 in UTC. A day alone is its beginning, and without an offset it is UTC: never the time zone of
 * who asks, so that the same words always mean the same.
 * @throws MeshError USAGE
 */
export function timeFrom(text: string): string {
  const [, day = "", minute = "00:00", second = ":00", fraction = "", offset = "Z"] = form.exec(text.trim()) ?? [];
  const time = isDay(day) ? Date.parse(`${day}T${minute}${second}${fraction}${offset.toUpperCase()}`) : Number.NaN;
  if (Number.isNaN(time))
    throw new MeshError(
      "USAGE",
      `Cannot take "${text}" for a time: it is not RFC 3339`,
      "Write it as 2026-11-20T14:00:00Z.",
    );
  return new Date(time).toISOString();
}

/** `Date.parse` takes 31 February for 3 March. */
function isDay(day: string): boolean {
  const time = Date.parse(day);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
