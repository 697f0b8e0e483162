import type { Policy, PolicyRule } from "../model/config.ts";
import type { Decision } from "../model/job.ts";
import type { ClosingKey, PolicyRequest } from "./decide.ts";
import { withoutRules } from "./defaults.ts";
import { type Condition, unmet } from "./unmet.ts";

const ask = "ask an owner of meshwhy.yaml";
const people: readonly Condition[] = ["channels", "users", "groups"];
/** The longest name that Kubernetes or a configuration gives. */
const longest = 63;

/**
 * A refusal: by whom, and what to do now. It tells of a rule only what the request lacks, never whom else it allows.
 * Names of clusters and namespaces in it are as typed.
 */
export function refusal(
  policy: Policy,
  request: PolicyRequest,
  key: ClosingKey | "policy.rules",
  namespace?: string,
): Decision {
  switch (key) {
    case "policy.foreignWorkspaces":
      return refused(
        key,
        `Members of other workspaces may not ask (${key}): ${ask} to list ${request.userTeam} under slack.teams, beside those that may ask already.`,
      );
    case "policy.guests":
      return refused(key, `Guests may not ask (${key}): ${ask} to let them in, or let a member ask for you.`);
    case "policy.directMessages":
      return refused(
        key,
        `Direct messages are not answered (${key}): ask in a channel where it is allowed, or ${ask} to turn them on.`,
      );
    case "policy.rules":
      return byRules(policy.rules, request, namespace);
  }
}

function byRules(rules: readonly PolicyRule[], request: PolicyRequest, namespace: string | undefined): Decision {
  const [nearest] = rules
    .map((rule) => ({ rule, missing: unmet(rule, request, namespace) }))
    .sort((a, b) => distance(a.missing) - distance(b.missing));
  if (nearest === undefined || nearest.rule.name === withoutRules) return byDefault(request, nearest?.missing);
  const { rule, missing } = nearest;
  const [first] = missing;
  if (first === "groups") return refused(rule.name, `Rule "${rule.name}" ${notInGroups(request)}`);
  if (first === undefined || people.includes(first)) {
    const who =
      request.channelKind === "dm" ? `user ${request.user}` : `channel ${request.channel} or user ${request.user}`;
    return refused("policy.rules", `No rule allows you to ask here (policy.rules): ${ask} to add ${who} to a rule.`);
  }
  return refused(rule.name, `Rule "${rule.name}" ${lacking(first, request, namespace)}`);
}

/** A rule for this very person comes nearest, then one for groups, which may only not be known; then those of others. */
function distance(missing: readonly Condition[]): number {
  const weights = missing.map((condition) => (!people.includes(condition) ? 1 : condition === "groups" ? 10 : 100));
  return weights.reduce((sum, weight) => sum + weight, 0);
}

/** There are no rules: what holds instead refuses. */
function byDefault({ verb, channel, channelKind, user }: PolicyRequest, missing: readonly Condition[] = ["channels"]) {
  const key = withoutRules;
  if (channelKind === "dm")
    return refused(key, `Without rules, only channels may ask (${key}): ${ask} to add a rule for user ${user}.`);
  if (missing.includes("channels"))
    return refused(key, `Only channels that are listed may ask (${key}): ${ask} to list ${channel} there.`);
  return refused(
    key,
    `Without rules, nobody may ${verb} (${key}): ${ask} to add a rule that allows ${verb} in ${channel}.`,
  );
}

function notInGroups({ groups, user }: PolicyRequest): string {
  const why = groups.length === 0 ? "your groups are not known here" : "you are in none of those";
  return `is for members of user groups, and ${why}: ${ask} to name user ${user} in a rule, or join the group.`;
}

function lacking(condition: Condition, { verb, cluster }: PolicyRequest, namespace: string | undefined): string {
  switch (condition) {
    case "clusters":
      return cluster === undefined
        ? `is for some clusters only: say which one you mean, as in "in prod-eu", or ${ask} to lift that limit.`
        : `does not cover cluster "${cut(cluster)}": ${ask} to add it to the rule's clusters.`;
    case "namespaces":
      return namespace === undefined
        ? `is for some namespaces only: say which you mean, as in shop/payment, or ${ask} to lift that limit.`
        : `does not cover namespace "${cut(namespace)}": ${ask} to add it to the rule's namespaces.`;
    default:
      return `does not allow ${verb}: ${ask} to add ${verb} to what the rule may.`;
  }
}

function cut(name: string): string {
  return name.length > longest ? `${name.slice(0, longest)}…` : name;
}

function refused(rule: string, why: string): Decision {
  return { allowed: false, rule, why };
}
