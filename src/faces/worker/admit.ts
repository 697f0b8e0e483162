import { decide } from "../../config/decide.ts";
import { groupsNamed } from "../../config/groups-named.ts";
import { isForeign } from "../../config/is-foreign.ts";
import { type Places, withoutPlaces } from "../../config/without-places.ts";
import type { Decision } from "../../model/job.ts";
import { channelKind } from "../slack/channel-kind.ts";
import { verbOf } from "../slack/verb-of.ts";
import type { Shift } from "./shift.ts";

const unasked: Decision = { allowed: true, rule: "needs no permission" };
const scheduled: Decision = { allowed: true, rule: "a schedule of meshwhy.yaml" };

/**
 * Whether the asker may have this, all being known: guests, members of other workspaces and user groups are looked up
 * here, since the function that acknowledges has no time for it.
 */
export async function admit(shift: Shift): Promise<Decision> {
  const { order, by } = shift.job;
  if (verbOf(order) === undefined) return unasked;
  if (by === undefined) return scheduled;
  return decided(shift, await placesOf(shift));
}

/** Once the names are resolved: whether these namespaces may be asked about. */
export async function admitPlaces(shift: Shift, cluster: string, namespaces: readonly string[]): Promise<Decision> {
  if (shift.job.by === undefined) return scheduled;
  return decided(shift, { cluster, namespaces: [...new Set(namespaces)].filter((namespace) => namespace !== "") });
}

/** Where an order leads, as far as it says so itself, or the answer that it is about does. */
async function placesOf({ job, options, now }: Shift): Promise<Places> {
  const { order } = job;
  const { store, config } = options;
  if ("cluster" in order) return { cluster: order.cluster === "" ? config.clusters[0]?.name : order.cluster };
  if ("answer" in order) return (await store.recall(order.answer, now())) ?? {};
  if (!("escalation" in order)) return {};
  const escalation = await store.escalation(order.escalation, now());
  if (escalation === undefined) return {};
  return (await store.recall(escalation.answer, now())) ?? { cluster: escalation.cluster };
}

async function decided({ job, options }: Shift, places: Places): Promise<Decision> {
  const { cluster, namespaces } = places;
  const { by, order, reply } = job;
  const verb = verbOf(order);
  if (by === undefined || verb === undefined) return unasked;
  const { policy, slack } = options.config;
  const [home, person, groups] = await Promise.all([
    options.people.home(),
    options.people.person(by.user),
    options.people.groupsOf(by.user, groupsNamed(policy)),
  ]);
  if (person.isGuest === undefined && !policy.guests)
    return {
      allowed: false,
      rule: "policy.guests",
      why: `Slack does not tell whether you are a guest (${person.why ?? "no reason was given"}), and guests may not ask. The app needs the scope users:read.`,
    };
  if (home === undefined && slack.teams.length === 0 && !policy.foreignWorkspaces)
    return {
      allowed: false,
      rule: "policy.foreignWorkspaces",
      why: "Slack does not tell which workspace this app is installed in, and members of others may not ask.",
    };
  // A command of somebody from outside carries their own workspace.
  const userTeam = person.team ?? by.team;
  return decide(withoutPlaces(policy, places), {
    verb,
    ...(cluster === undefined ? {} : { cluster }),
    namespaces: namespaces ?? [],
    channel: reply.channel,
    channelKind: channelKind(reply.channel),
    user: by.user,
    team: by.team,
    userTeam,
    isGuest: person.isGuest ?? false,
    isForeign: isForeign(slack, { home: home ?? "", userTeam }),
    groups,
  });
}
