import type { HealthEntry } from "../../model/health.ts";

/** The namespaces that the pairs lead into: whoever may ask about them may see who calls from elsewhere. */
export function placesOfEntries(entries: readonly HealthEntry[]): readonly string[] {
  return entries.flatMap(({ outcome }) => (outcome.kind === "diagnosis" ? [outcome.diagnosis.pair.to.namespace] : []));
}
