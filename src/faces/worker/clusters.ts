import { clustersMessage } from "../../render/slack/clusters-message.ts";
import { listedClusters } from "../slack/listed-clusters.ts";
import type { Shift } from "./shift.ts";

/** Lists the meshes that can be asked about, with the age of snapshots. */
export async function clusters(shift: Shift): Promise<string> {
  const { config, store } = shift.options;
  const observed = new Map<string, string>();
  for (const { name, snapshot } of config.clusters) {
    if (snapshot.length === 0) continue;
    const at = (await store.catalogue(name))?.observedAt;
    if (at !== undefined) observed.set(name, at);
  }
  await shift.tellAsker(clustersMessage(listedClusters(config, shift.job.reply.channel, observed)));
  return "listed";
}
