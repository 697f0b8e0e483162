import { channelDefaults } from "../../config/channel-defaults.ts";
import type { Config } from "../../model/config.ts";
import type { ListedCluster } from "../../render/slack/clusters-message.ts";

/** The clusters of the configuration as they are listed, with the one that is asked where none is named in a channel. */
export function listedClusters(
  config: Config,
  channel: string,
  /** Of when their snapshots are, RFC 3339, by cluster, as far as it is known. */
  observed: ReadonlyMap<string, string> = new Map(),
): readonly ListedCluster[] {
  const { cluster } = channelDefaults(config, channel);
  return config.clusters.map(({ name, snapshot }) => {
    const of = observed.get(name);
    const age = of === undefined ? "" : ` of ${of.slice(0, 10)} ${of.slice(11, 16)} UTC`;
    return { name, isDefault: name === cluster, note: snapshot.length === 0 ? "read live" : `a snapshot${age}` };
  });
}
