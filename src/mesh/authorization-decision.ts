import type { RuleMiss, Spot } from "../model/cause.ts";
import type { Evidence } from "../model/evidence.ts";
import type { Ref } from "../model/ref.ts";
import type { Gap } from "../model/snapshot.ts";

/** A rule that decided. */
export interface DecidingRule {
  readonly policy: Ref;
  /** Its index in `spec.rules`. */
  readonly rule: number;
  readonly spot: Spot;
}

/** What the AuthorizationPolicies of a proxy make of a request. */
export interface Decision {
  /**
   * - `allow`, `deny`: what it says.
   * - `custom`: refused since a CUSTOM policy matches whose provider does not exist. Comes before the token is looked
   *   at, so it also wins over a rejection by RequestAuthentication.
   * - `unknown`: something that was not read, or is not known of the request, could turn the decision; see `gap`.
   */
  readonly result: "allow" | "deny" | "custom" | "unknown";
  /** Where `unknown`: what it is as far as is known. */
  readonly presumed?: "allow" | "deny";
  /** The rule that decided; `undefined`: no policy at all, or no ALLOW rule that matches. */
  readonly by?: DecidingRule;
  /** Envoy's response detail, `rbac_access_denied_matched_policy[…]`; "" where the request is let through. */
  readonly details: string;
  readonly because: readonly Evidence[];
  /** How every ALLOW rule missed the request; empty unless none matched. */
  readonly misses: readonly RuleMiss[];
  /** The miss with the fewest unmet conditions; an empty policy only where there is no other. */
  readonly nearest: RuleMiss | undefined;
  /** What outside parties were presumed to decide. */
  readonly assumptions: readonly string[];
  /** Where `unknown`: what would have to be known. */
  readonly gap: Gap | undefined;
}
