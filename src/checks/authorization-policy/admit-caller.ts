import type { CauseOf, RuleMiss } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { Pair } from "../../model/pair.ts";
import { principal } from "../../model/workload.ts";
import { conditionOf } from "./condition-of.ts";
import { ownPolicy } from "./own-policy.ts";
import { ownRule } from "./own-rule.ts";
import { widenedCondition } from "./widened-condition.ts";

/** What a proposal to admit a caller is made from. */
export interface Admission {
  readonly mesh: Mesh;
  readonly pair: Pair;
  readonly cause: CauseOf<"rbac-no-allow">;
  readonly nearest: RuleMiss;
  /** The caller's principal; `undefined`: it has none to name. */
  readonly identity: string | undefined;
  readonly caller: string;
  /** Who refuses it. */
  readonly callee: string;
}

/**
 * What would admit just this caller: its name in the nearest rule's list, a rule of its own beside it, or where nobody
 * is admitted at all a policy of its own. What the nearest rule limits besides stays limited.
 */
export function admitCaller(
  cause: CauseOf<"rbac-no-allow">,
  { mesh, pair, callee }: Pick<Admission, "mesh" | "pair" | "callee">,
): readonly Proposal[] {
  const { nearest, server } = cause;
  if (nearest === undefined || nearest.unmet.some((one) => isDecision(one))) return [];
  const admission: Admission = {
    mesh,
    pair,
    cause,
    nearest,
    identity: identityOf(cause, mesh, pair),
    caller: pair.from.name,
    callee,
  };
  if (nearest.unmet.some(({ path }) => path === "spec")) return ownPolicy(admission);
  const inRule = [...widenedCondition(admission), ...ownRule(admission)];
  // What stands in the root namespace holds for every workload: there this caller would be let in everywhere.
  return nearest.policy.namespace === server.namespace ? inRule : [...ownPolicy(admission), ...inRule];
}

/** Excluded by name, or for want of a token: no list can be made longer for that. */
function isDecision(unmet: RuleMiss["unmet"][number]): boolean {
  const { negated, field } = conditionOf(unmet);
  return negated || field === "requestPrincipals" || unmet.got === "no accepted token";
}

/** In plaintext the caller shows none, and would once it speaks mTLS. */
function identityOf({ caller, plaintext }: CauseOf<"rbac-no-allow">, mesh: Mesh, pair: Pair): string | undefined {
  if (caller.includes("/ns/")) return caller;
  const [client] = pair.clients;
  if (plaintext === undefined || client === undefined) return undefined;
  return principal(mesh.home(client.ref).settings.trustDomain, client.namespace, client.serviceAccount);
}
