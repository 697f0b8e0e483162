import type { Workload } from "../model/workload.ts";

/** Of a workload's pods those that call and are called: the ready ones, or all of them where none is. */
export function runningPods(pods: readonly Workload[]): readonly Workload[] {
  const running = pods.filter(({ ready }) => ready);
  return running.length > 0 ? running : pods;
}
