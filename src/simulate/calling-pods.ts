import type { Pair } from "../model/pair.ts";
import type { Workload } from "../model/workload.ts";

/** The caller's pods that make its calls: those that are ready, or all of them where none is. */
export function callingPods({ clients }: Pick<Pair, "clients">): readonly Workload[] {
  const running = clients.filter(({ ready }) => ready);
  return running.length > 0 ? running : clients;
}
