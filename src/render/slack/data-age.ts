import { dateTime } from "../times.ts";

/** `Data from 14:09:33 UTC on 2026-11-20`: of when what was read is. */
export function dataAge(observedAt: string): string {
  const [date = "", time] = dateTime(observedAt).split(" ");
  return `Data from ${time === undefined ? date : `${time} UTC on ${date}`}`;
}
