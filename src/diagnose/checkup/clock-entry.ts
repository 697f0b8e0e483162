import type { CheckupEntry, Probes } from "../../model/doctor.ts";
import { duration } from "./duration.ts";
import { entryOf } from "./entry-of.ts";

/** A server's clock is told in whole seconds; more than this is a difference. */
const clockMs = 5000;

/** Whether this machine and the server agree on the time. */
export function clockEntry({ at, here }: Probes): CheckupEntry {
  const difference = Date.parse(here) - Date.parse(at);
  const seconds = Math.round(Math.abs(difference) / 1000);
  if (Math.abs(difference) < clockMs) return entryOf("clock", "well", "this machine and the server agree on the time");
  return entryOf(
    "clock",
    "warning",
    `this machine is ${duration(seconds)} ${difference > 0 ? "ahead of" : "behind"} the server`,
    "Let both follow a time server: tokens are refused where clocks differ by minutes. Answers go by the server's clock.",
  );
}
