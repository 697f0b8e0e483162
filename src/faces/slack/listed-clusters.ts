import type { Config } from "../../model/config.ts";
import type { ListedCluster } from "../../render/slack/clusters-message.ts";

/** Clusters of the configuration as they are listed: the first is asked where none is named. */
export function listedClusters(
  { clusters }: Config,
  /** Of when their snapshots are, RFC 3339, by cluster, as far as it is known. */
  observed: ReadonlyMap<string, string> = new Map(),
): readonly ListedCluster[] {
  return clusters.map(({ name, snapshot }, at) => {
    const of = observed.get(name);
    const age = of === undefined ? "" : ` of ${of.slice(0, 10)} ${of.slice(11, 16)} UTC`;
    return { name, isDefault: at === 0, note: snapshot.length === 0 ? "read live" : `a snapshot${age}` };
  });
}
