import type { Endpoint } from "../model/service.ts";
import type { Branch } from "../model/trace.ts";

/** The pods behind endpoints of equal fate, where they all are pods. */
export function podsOf(group: readonly Endpoint[]): Pick<Branch, "pods"> {
  return group.every(({ ref }) => ref.kind === "Pod") ? { pods: group.map(({ ref }) => ref) } : {};
}
