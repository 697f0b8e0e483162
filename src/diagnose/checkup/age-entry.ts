import type { CheckupEntry, Probes } from "../../model/doctor.ts";
import { noTime } from "../../model/no-time.ts";
import { duration } from "./duration.ts";
import { entryOf } from "./entry-of.ts";

const staleMs = 24 * 60 * 60_000;

/** How old the newest in a snapshot is. */
export function ageEntry({ at, here }: Probes): CheckupEntry {
  const age = Date.parse(here) - Date.parse(at);
  if (at === noTime)
    return entryOf(
      "age",
      "warning",
      "nothing in the snapshot tells how old it is",
      "mesh snapshot notes the moment; for others, --at names it.",
    );
  const what = `the newest in the snapshot is ${duration(Math.max(0, Math.round(age / 1000)))} old`;
  if (age < staleMs) return entryOf("age", "well", what);
  return entryOf("age", "warning", what, "Take it again before you trust what it says of now.");
}
