import type { NonEmpty } from "../model/non-empty.ts";
import type { Workload } from "../model/workload.ts";
import { distinction } from "./fate.ts";
import { proxyText } from "./proxy-text.ts";

/** What tells one group of pods from the others: `2 pods with version=v2, no sidecar`. */
export function podsLabel(group: NonEmpty<Workload>, groups: readonly NonEmpty<Workload>[]): string {
  const apart = distinction(
    group[0].labels,
    groups.filter((other) => other !== group).map((other) => other[0].labels),
  );
  const proxy = groups.some((other) => other[0].proxy.kind !== group[0].proxy.kind) ? `, ${proxyText(group[0])}` : "";
  return `${group.length} ${group.length === 1 ? "pod" : "pods"}${apart === "" ? "" : ` with ${apart}`}${proxy}`;
}
