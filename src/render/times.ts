import { noTime } from "../model/no-time.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `2026-11-20 14:12:40`, in UTC; a text that is no time is given back as it is. */
export function dateTime(at: string): string {
  return Number.isNaN(Date.parse(at)) ? at : new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

/** `2026-11-20 14:12:40 UTC`: of when what was read is; of some snapshots that is not known. */
export function moment(observedAt: string): string {
  return observedAt === noTime ? "no known time" : `${dateTime(observedAt)} UTC`;
}

/** `14:12:40` if it is the day of `now`, else with its date. */
export function clock(at: string, now: string): string {
  const text = dateTime(at);
  const today = dateTime(now).slice(0, 11);
  return text.length === 19 && text.startsWith(today) ? text.slice(11) : text;
}

/** `14:02:51–14:12:40`. */
export function period(from: string, to: string, now: string): string {
  const [begin, end] = [clock(from, now), clock(to, now)];
  return begin === end ? begin : `${begin}–${end}`;
}

/** `40 s`, `12 min`, `3 days`: how long from one time to a later one; `undefined` where it is not later. */
export function elapsed(from: string, to: string): string | undefined {
  const milliseconds = Date.parse(to) - Date.parse(from);
  return milliseconds >= 0 ? duration(milliseconds) : undefined;
}

/** `250 ms`, `2.5 s`, `12 min`, `3 days`. */
export function duration(milliseconds: number): string {
  if (milliseconds < second) return `${milliseconds} ms`;
  if (milliseconds < 10 * second) return `${Math.round(milliseconds / 100) / 10} s`;
  if (milliseconds < 2 * minute) return `${Math.round(milliseconds / second)} s`;
  if (milliseconds < 2 * hour) return `${Math.round(milliseconds / minute)} min`;
  if (milliseconds < 2 * day) return `${Math.round(milliseconds / hour)} h`;
  return `${Math.round(milliseconds / day)} days`;
}
