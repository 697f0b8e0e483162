import { decide } from "../../config/decide.ts";
import { groupsNamed } from "../../config/groups-named.ts";
import { withoutPlaces } from "../../config/without-places.ts";
import type { Config } from "../../model/config.ts";
import type { Asker, Decision, Order } from "../../model/job.ts";
import { channelKind } from "./channel-kind.ts";
import { verbOf } from "./verb-of.ts";

/**
 * What the policy says before all is known: the asker is taken for a member of every group and no guest, and places that
 * are not known here (namespaces, the cluster of an answer) count as allowed. A refusal is final, then; what is allowed
 * is decided again by the worker.
 */
export function provisional({ policy }: Config, order: Order, by: Asker): Decision {
  const verb = verbOf(order);
  if (verb === undefined) return { allowed: true, rule: "needs no permission" };
  const cluster = "cluster" in order && order.cluster !== "" ? order.cluster : undefined;
  const toCluster = order.verb === "why" ? order.question.toCluster : undefined;
  return decide(withoutPlaces(policy, { cluster }), {
    verb,
    ...(cluster === undefined ? {} : { cluster }),
    ...(cluster === undefined || toCluster === undefined ? {} : { toCluster }),
    namespaces: [],
    channel: by.channel,
    channelKind: channelKind(by.channel),
    user: by.user,
    team: by.team,
    userTeam: by.team,
    isGuest: false,
    isForeign: false,
    groups: groupsNamed(policy),
  });
}
