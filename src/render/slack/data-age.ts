import { noTime } from "../../model/no-time.ts";
import { dateTime } from "../times.ts";

/**
 * `Data from 14:09:33 UTC on 2026-11-20`: of when what was read is.
 * @param apiCalls how often a live cluster was asked for it; 0: it is a snapshot's
 */
export function dataAge(observedAt: string, apiCalls = 0): string {
  if (observedAt === noTime) return "Data from no known time";
  const [date = "", time] = dateTime(observedAt).split(" ");
  const when = time === undefined ? date : `${time} UTC on ${date}`;
  return apiCalls === 0 ? `Data from ${when}` : `Read live at ${when}`;
}
