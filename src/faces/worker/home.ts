import { homeView } from "../../render/slack/home-view.ts";
import { listedClusters } from "../slack/listed-clusters.ts";
import type { Shift } from "./shift.ts";

const most = 10;

/** Fills somebody's App Home with the answers they asked for last. */
export async function home({ job, options, voice, now }: Shift): Promise<string> {
  if (job.by === undefined) return "nobody";
  const recent = await options.store.recent(job.by.team, job.by.user, most, now());
  await voice.publishHome(job.by.user, homeView(recent, listedClusters(options.config, job.reply.channel)));
  return "published";
}
