import { decide } from "../../config/decide.ts";
import { groupsNamed } from "../../config/groups-named.ts";
import { isForeign } from "../../config/is-foreign.ts";
import { type Places, withoutPlaces } from "../../config/without-places.ts";
import type { Config, Verb } from "../../model/config.ts";
import type { Asker, Decision } from "../../model/job.ts";
import { channelKind } from "../slack/channel-kind.ts";
import type { People } from "./people.ts";

/** What somebody wants, and where. */
export interface Wish {
  readonly verb: Verb;
  readonly channel: string;
  readonly places: Places;
}

/** What the policy says to somebody of whom all is known that it asks about. */
export type Standing = (wish: Wish) => Decision;

/** Looks up what the policy asks about somebody: guests, members of other workspaces and user groups. */
export async function standingOf(config: Config, people: People, by: Asker): Promise<Standing> {
  const { policy, slack } = config;
  const [home, person, groups] = await Promise.all([
    people.home(),
    people.person(by.user),
    people.groupsOf(by.user, groupsNamed(policy)),
  ]);
  if (person.isGuest === undefined && !policy.guests)
    return refusing(
      "policy.guests",
      `Slack does not tell whether you are a guest (${person.why ?? "no reason was given"}), and guests may not ask. The app needs the scope users:read.`,
    );
  if (home === undefined && slack.teams.length === 0 && !policy.foreignWorkspaces)
    return refusing(
      "policy.foreignWorkspaces",
      "Slack does not tell which workspace this app is installed in, and members of others may not ask.",
    );
  // A command of somebody from outside carries their own workspace.
  const userTeam = person.team ?? by.team;
  return ({ verb, channel, places }) =>
    decide(withoutPlaces(policy, places), {
      verb,
      ...(places.cluster === undefined ? {} : { cluster: places.cluster }),
      ...(places.toCluster === undefined ? {} : { toCluster: places.toCluster }),
      namespaces: places.namespaces ?? [],
      channel,
      channelKind: channelKind(channel),
      user: by.user,
      team: by.team,
      userTeam,
      isGuest: person.isGuest ?? false,
      isForeign: isForeign(slack, { home: home ?? "", userTeam }),
      groups,
    });
}

function refusing(rule: string, why: string): Standing {
  return () => ({ allowed: false, rule, why });
}
