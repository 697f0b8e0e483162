import { requestOf } from "./request.ts";
import type { Walk } from "./walk.ts";

/** The same request to another of the names or addresses at which a workload can be called. */
export function dialling(walk: Walk, host: string): Walk {
  const flow = { ...walk.flow, host };
  return { ...walk, flow, request: requestOf(flow) };
}
