import { isDue } from "../serve/is-due.ts";

const minute = 60_000;
/** Further ahead nobody looks. */
const farthest = 8 * 24 * 60;

/** The first minute after `after` in which a schedule is due, in milliseconds since 1970; undefined: not within eight days. */
export function nextDue(schedule: string, timezone: string | undefined, after: number): number | undefined {
  const first = Math.floor(after / minute) + 1;
  for (let each = first; each <= first + farthest; each += 1)
    if (isDue(schedule, timezone, each * minute)) return each * minute;
  return undefined;
}
