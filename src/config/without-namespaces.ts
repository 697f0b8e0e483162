import type { Policy } from "../model/config.ts";

/**
 * A policy whose rules limit no namespaces: for the time before it is known which ones a question touches. What it
 * refuses, the whole policy refuses too.
 */
export function withoutNamespaces(policy: Policy): Policy {
  return { ...policy, rules: policy.rules.map(({ namespaces: _, ...rule }) => rule) };
}
