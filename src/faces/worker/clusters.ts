import { clustersMessage } from "../../render/slack/clusters-message.ts";
import { listedClusters } from "../slack/listed-clusters.ts";
import type { Shift } from "./shift.ts";

/** Lists the meshes that can be asked about. */
export async function clusters(shift: Shift): Promise<string> {
  await shift.tellAsker(clustersMessage(listedClusters(shift.options.config, shift.job.reply.channel)));
  return "listed";
}
