import type { CheckupEntry, LiveProbes } from "../../model/doctor.ts";
import { entryOf } from "./entry-of.ts";

/** What is allowed beyond what is ever used. */
export function excessEntries(live: LiveProbes | undefined): readonly CheckupEntry[] {
  const { excess = [] } = live ?? {};
  if (excess.length === 0) return [];
  return [
    entryOf(
      "right/excess",
      "warning",
      `more is allowed than is ever used: ${excess.join(", ")}`,
      "For a person that may be right; a bot should ask with the roles of infra/kubernetes only.",
    ),
  ];
}
