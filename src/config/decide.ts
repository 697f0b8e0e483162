import type { Policy, PolicyRule, Verb } from "../model/config.ts";
import type { Decision } from "../model/job.ts";
import { refusal } from "./refusal.ts";
import { unmet } from "./unmet.ts";

/** What somebody wants to do, as far as the policy cares. */
export interface PolicyRequest {
  readonly verb: Verb;
  /** Absent where none is named and no default holds. */
  readonly cluster?: string;
  /** The callee's cluster, where it is another one: it must be allowed, too. */
  readonly toCluster?: string;
  /** All that the question touches: of a pair, those of both ends. Empty: not known. */
  readonly namespaces: readonly string[];
  readonly channel: string;
  /**
   * `dm`: between one person and the bot. `group`: among several people (Slack's mpim), which counts as a direct
   * message unless a rule names it. Private channels are channels.
   */
  readonly channelKind: "channel" | "dm" | "group";
  readonly user: string;
  /** The workspace that it was asked in. */
  readonly team: string;
  /** The workspace that the user is a member of. */
  readonly userTeam: string;
  readonly isGuest: boolean;
  /** As isForeign() says. */
  readonly isForeign: boolean;
  /** Ids of the user groups that the user is known to be in. */
  readonly groups: readonly string[];
}

/**
 * Whether somebody may do something, and by which rule; what no rule allows is refused. A rule must fit in all that it
 * lists. Of several namespaces each must be allowed, be it by different rules. Where it is refused, `rule` is the rule
 * that comes nearest, or the key of `meshwhy.yaml` that refused (no name of a rule has a dot in it). Of two clusters
 * each must be allowed, with all of the namespaces.
 */
export function decide(policy: Policy, { toCluster, ...request }: PolicyRequest): Decision {
  const here = decideIn(policy, request);
  if (!here.allowed || toCluster === undefined) return here;
  const there = decideIn(policy, { ...request, cluster: toCluster });
  return there.allowed && there.rule !== here.rule ? { ...there, rule: `${here.rule}, ${there.rule}` } : there;
}

function decideIn(policy: Policy, request: PolicyRequest): Decision {
  const key = closedBy(policy, request);
  if (key !== undefined) return refusal(policy, request, key);
  const namespaces = request.namespaces.length === 0 ? [undefined] : [...new Set(request.namespaces)];
  const allowing = new Set<string>();
  for (const namespace of namespaces) {
    const rule = policy.rules.find((each) => unmet(each, request, namespace).length === 0);
    if (rule === undefined) return refusal(policy, request, "policy.rules", namespace);
    allowing.add(rule.name);
  }
  return { allowed: true, rule: [...allowing].join(", ") };
}

/** The key that closes a door to this request, whatever the rules say. */
function closedBy({ rules, ...policy }: Policy, request: PolicyRequest): ClosingKey | undefined {
  if (request.isForeign && !policy.foreignWorkspaces) return "policy.foreignWorkspaces";
  if (request.isGuest && !policy.guests) return "policy.guests";
  if (isDirect(rules, request) && !policy.directMessages) return "policy.directMessages";
  return undefined;
}

function isDirect(rules: readonly PolicyRule[], { channel, channelKind }: PolicyRequest): boolean {
  if (channelKind !== "group") return channelKind === "dm";
  return !rules.some(({ channels }) => channels?.includes(channel) === true);
}

/** A default of the policy that refuses. */
export type ClosingKey = "policy.foreignWorkspaces" | "policy.guests" | "policy.directMessages";
