import type { Spot } from "../model/cause.ts";
import type { Ref } from "../model/ref.ts";
import type { TrafficPolicy } from "../model/resources/destination-rule.ts";

/** A value together with the field it was written in. */
export interface Located<T> {
  readonly value: T;
  readonly spot: Spot;
}

/** A subset as it is in force, and which DestinationRule declares it. */
export interface MergedSubset {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly trafficPolicy: Located<TrafficPolicy> | undefined;
  /** `spec.subsets[1]` of the rule that declares it. */
  readonly spot: Spot;
}

/** What is in force for one host at one client: one DestinationRule, or several of one host merged. */
export interface MergedRule {
  /** The host as the rule wrote it, expanded: equal to the service's, or a wildcard over it. */
  readonly host: string;
  /** The rule that the others were merged into: the oldest. */
  readonly ref: Ref;
  /** Every rule with a part in it, `ref` first. */
  readonly from: readonly Ref[];
  /** It has a `workloadSelector`, so `credentialName` works on sidecars. */
  readonly forSelectedWorkloads: boolean;
  readonly trafficPolicy: Located<TrafficPolicy> | undefined;
  readonly subsets: readonly MergedSubset[];
}
