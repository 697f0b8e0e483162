import type { PolicyRule } from "../model/config.ts";
import type { PolicyRequest } from "./decide.ts";

/** What a rule asks for, in the order in which it is told what is missing. */
export type Condition = "channels" | "users" | "groups" | "verbs" | "clusters" | "namespaces";

/**
 * The conditions of a rule that a request does not meet, for one of the namespaces that it touches. A list that is
 * absent fits everything; one that is there fits nothing that is not known. Which clusters there are is asked of no
 * cluster and no namespace.
 */
export function unmet(rule: PolicyRule, request: PolicyRequest, namespace: string | undefined): readonly Condition[] {
  const { channels, users, groups, verbs } = rule;
  const isOfMesh = request.verb !== "clusters";
  const met: Readonly<Record<Condition, boolean>> = {
    channels: fits(channels, request.channel),
    users: fits(users, request.user),
    groups: groups === undefined || groups.some((group) => request.groups.includes(group)),
    verbs: fits(verbs, request.verb),
    clusters: !isOfMesh || fits(rule.clusters, request.cluster),
    namespaces: !isOfMesh || fits(rule.namespaces, namespace),
  };
  return (Object.keys(met) as Condition[]).filter((condition) => !met[condition]);
}

function fits<T>(list: readonly T[] | undefined, value: T | undefined): boolean {
  return list === undefined || (value !== undefined && list.includes(value));
}
