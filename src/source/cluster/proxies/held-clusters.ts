import type { HeldCluster } from "../../../model/proxy-state.ts";
import { distinct } from "./distinct.ts";
import { madeBy } from "./made-by.ts";
import { nameIn } from "./name-in.ts";
import { rawAt } from "./raw-at.ts";
import { rawList } from "./raw-list.ts";

/** The clusters of a dump of `dynamic_active_clusters` that lead to one of these hosts: their names, and by what they were made. */
export function heldClusters(dump: unknown, hosts: readonly string[]): readonly HeldCluster[] {
  const clusters = rawList(dump, "configs").flatMap((config): readonly HeldCluster[] => {
    const cluster = rawAt(config, "cluster");
    const name = nameIn(rawAt(cluster, "name"));
    const [direction, , , host = ""] = name?.split("|") ?? [];
    if (name === undefined || direction !== "outbound" || !hosts.includes(host)) return [];
    const destinationRule = madeBy(cluster, "destination-rule");
    return [{ name, ...(destinationRule === undefined ? {} : { destinationRule }) }];
  });
  return distinct(clusters, ({ name }) => name);
}
