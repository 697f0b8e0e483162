import { isDue } from "../serve/is-due.ts";

const minute = 60_000;
/** Further ahead nobody looks. */
const farthest = 8 * 24 * 60;
/** By so many minutes, or a multiple of it, every time zone differs from UTC. */
const zoneStep = 15;

/** The first minute after `after` in which a schedule is due, in milliseconds since 1970; undefined: not within eight days. */
export function nextDue(schedule: string, timezone: string | undefined, after: number): number | undefined {
  const first = Math.floor(after / minute) + 1;
  for (let each = first; each <= first + farthest; each += 1)
    if (mayBeDue(schedule, each) && isDue(schedule, timezone, each * minute)) return each * minute;
  return undefined;
}

/** To read a time zone's clock is dear: minutes that cannot be meant in any zone are left out before. */
function mayBeDue(schedule: string, each: number): boolean {
  const only = /^cron\(\s*(\d+)\s/.exec(schedule)?.[1];
  return only === undefined || each % zoneStep === Number(only) % zoneStep;
}
