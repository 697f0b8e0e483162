import type { Config } from "../../model/config.ts";
import type { ListedCluster } from "../../render/slack/clusters-message.ts";

/** The clusters of the configuration as they are listed; the first is asked where none is named. */
export function listedClusters({ clusters }: Config): readonly ListedCluster[] {
  return clusters.map(({ name }, at) => ({ name, isDefault: at === 0 }));
}
