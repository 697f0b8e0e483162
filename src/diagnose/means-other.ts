import { networkOf } from "../mesh/network-of.ts";
import { podAt } from "../mesh/workloads.ts";
import type { LogEntry } from "../model/log-entry.ts";
import type { Mesh } from "../model/mesh.ts";

/**
 * Whether an address that a pod of another cluster logged is somebody else's than in the caller's: a pod there has it,
 * or the two are in different networks, which may give out the same addresses.
 */
export function meansOther(mesh: Mesh): (entry: LogEntry, address: string) => boolean {
  return ({ pod }, address) => {
    const home = mesh.home(pod);
    if (home === mesh) return false;
    const [here, there] = [networkOf(mesh, {}), networkOf(home, {})];
    return podAt(home, address) !== undefined || (here !== "" && there !== "" && here !== there);
  };
}
