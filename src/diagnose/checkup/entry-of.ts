import type { CheckupEntry, Condition } from "../../model/doctor.ts";

/**
 * One line of a checkup.
 * @param id the same for what is tried, whatever comes of it
 * @param hint what to do about it
 * @param command what to run for that
 */
export function entryOf(id: string, condition: Condition, what: string, hint?: string, command?: string): CheckupEntry {
  return {
    id,
    condition,
    what,
    ...(hint === undefined ? {} : { hint }),
    ...(command === undefined ? {} : { command }),
  };
}
