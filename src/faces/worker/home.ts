import type { Config } from "../../model/config.ts";
import type { Asker, Decision } from "../../model/job.ts";
import { homeView } from "../../render/slack/home-view.ts";
import { refusalMessage } from "../../render/slack/refusal-message.ts";
import { listedClusters } from "../slack/listed-clusters.ts";
import type { People } from "./people.ts";
import type { Shift } from "./shift.ts";
import { snapshotTimes } from "./snapshot-times.ts";
import { standingOf } from "./standing.ts";

const most = 10;

/** Fills somebody's App Home with the answers they asked for last; to whom every door is closed, it says that. */
export async function home(shift: Shift): Promise<string> {
  const { job, options, voice, now } = shift;
  const { by } = job;
  if (by === undefined) return "nobody";
  const decision = await atTheDoor(options.config, options.people, by);
  if (!decision.allowed) {
    shift.decide(decision);
    const { blocks, classic } = refusalMessage(decision);
    await voice.publishHome(by.user, { type: "home", blocks: [...(classic ?? blocks)] });
    return "refused";
  }
  const recent = await options.store.recent(by.team, by.user, most, now());
  const listed = listedClusters(options.config, job.reply.channel, await snapshotTimes(shift));
  await voice.publishHome(by.user, homeView(recent, listed));
  return "published";
}

/** Guests and members of other workspaces are kept out whatever the rules say; a home is in no channel for other rules. */
async function atTheDoor(config: Config, people: People, by: Asker): Promise<Decision> {
  const open: Config = { ...config, policy: { ...config.policy, rules: [{ name: "home", verbs: ["clusters"] }] } };
  return (await standingOf(open, people, by))({ verb: "clusters", channel: "home", places: {} });
}
