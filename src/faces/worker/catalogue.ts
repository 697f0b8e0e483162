import type { ClusterConfig } from "../../model/config.ts";
import type { Order } from "../../model/job.ts";
import { clusterNamed } from "../config/cluster-named.ts";
import type { Shift } from "./shift.ts";

/** How old the names for live search may get, in seconds, before an answer brings new ones. */
const fresh = 600;

/** Reads the names of a cluster for live search. */
export async function catalogue(
  shift: Shift,
  { cluster }: Extract<Order, { readonly verb: "catalogue" }>,
): Promise<string> {
  await write(shift, clusterNamed(shift.options.config, cluster));
  return "written";
}

/** The same, if nobody has done it lately. What fails here has nothing to do with the answer before it. */
export async function refreshCatalogue(shift: Shift, cluster: ClusterConfig): Promise<void> {
  try {
    if (await shift.options.store.once(`catalogue/${cluster.name}`, shift.now(), fresh)) await write(shift, cluster);
  } catch (error) {
    shift.options.log.trouble(shift.job.id, error);
  }
}

async function write(shift: Shift, cluster: ClusterConfig): Promise<void> {
  const names = await shift.names(cluster);
  await shift.options.store.saveCatalogue({ cluster: cluster.name, at: shift.now(), ...names }, shift.now());
}
