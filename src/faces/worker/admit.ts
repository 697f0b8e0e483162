import { decide } from "../../config/decide.ts";
import { groupsNamed } from "../../config/groups-named.ts";
import { isForeign } from "../../config/is-foreign.ts";
import { withoutNamespaces } from "../../config/without-namespaces.ts";
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
  return decided(shift, "cluster" in order ? order.cluster : await clusterOfAnswer(shift), undefined);
}

/** Once the names are resolved: whether these namespaces may be asked about. */
export async function admitPlaces(shift: Shift, cluster: string, namespaces: readonly string[]): Promise<Decision> {
  if (shift.job.by === undefined) return scheduled;
  return decided(
    shift,
    cluster,
    [...new Set(namespaces)].filter((namespace) => namespace !== ""),
  );
}

async function decided(
  { job, options }: Shift,
  cluster: string | undefined,
  namespaces: readonly string[] | undefined,
): Promise<Decision> {
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
  return decide(namespaces === undefined ? withoutNamespaces(policy) : policy, {
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

async function clusterOfAnswer({ job, options, now }: Shift): Promise<string | undefined> {
  const { order } = job;
  if (!("answer" in order)) return undefined;
  return (await options.store.recall(order.answer, now()))?.cluster;
}
