import { channelDefaults } from "../../config/channel-defaults.ts";
import type { Config } from "../../model/config.ts";
import type { ListedCluster } from "../../render/slack/clusters-message.ts";

/** The clusters of the configuration as they are listed, with the one that is asked where none is named in a channel. */
export function listedClusters(config: Config, channel: string): readonly ListedCluster[] {
  const { cluster } = channelDefaults(config, channel);
  return config.clusters.map(({ name }) => ({ name, isDefault: name === cluster }));
}
