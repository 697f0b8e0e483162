import { clustersMessage } from "../../render/slack/clusters-message.ts";
import { listedClusters } from "../slack/listed-clusters.ts";
import { refreshCatalogue } from "./catalogue.ts";
import type { Shift } from "./shift.ts";
import { snapshotTimes } from "./snapshot-times.ts";

/** For how long snapshots are read for their age where nobody has read them before, in milliseconds. */
const patience = 10_000;

/** Lists the meshes that can be asked about, with the age of snapshots. */
export async function clusters(shift: Shift): Promise<string> {
  const { config, now } = shift.options;
  const end = now() + patience;
  const known = await snapshotTimes(shift);
  const unread = config.clusters.filter(({ name, snapshot }) => snapshot.length > 0 && !known.has(name));
  for (const cluster of unread) if (now() < end) await refreshCatalogue(shift, cluster);
  const times = unread.length === 0 ? known : await snapshotTimes(shift);
  await shift.tellAsker(clustersMessage(listedClusters(config, shift.job.reply.channel, times)));
  return "listed";
}
