import type { Policy } from "../model/config.ts";

/** What is known of where a request leads; what is absent is not known yet. */
export interface Places {
  readonly cluster?: string | undefined;
  /** The callee's, where it is another one. */
  readonly toCluster?: string | undefined;
  readonly namespaces?: readonly string[] | undefined;
}

/**
 * A policy whose rules limit no places of a kind that is not known yet. What it refuses, the whole policy refuses too;
 * what it allows has to be decided again once the places are known.
 */
export function withoutPlaces(policy: Policy, { cluster, namespaces }: Places): Policy {
  return {
    ...policy,
    rules: policy.rules.map(({ clusters: inClusters, namespaces: inNamespaces, ...rule }) => ({
      ...rule,
      ...(cluster === undefined || inClusters === undefined ? {} : { clusters: inClusters }),
      ...(namespaces === undefined || inNamespaces === undefined ? {} : { namespaces: inNamespaces }),
    })),
  };
}
