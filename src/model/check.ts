import type { Inert, Spot } from "./cause.ts";
import type { Evidence } from "./evidence.ts";
import type { Advice, Proposal } from "./fix.ts";
import type { Fraction } from "./fraction.ts";
import type { Mesh } from "./mesh.ts";
import type { Observation } from "./observation.ts";
import type { Pair } from "./pair.ts";
import type { ProxyFacts } from "./proxy-facts.ts";
import type { HopKind, Trace } from "./trace.ts";

/** The steps of the documented flow, and what must come before and between. A closed list. */
export const stepIds = [
  "destination",
  "endpoints",
  "ports",
  "injection",
  "gateway",
  "scope",
  "virtual-service",
  "destination-rule",
  "network-policy",
  "mtls",
  "request-authentication",
  "authorization-policy",
  "envoy-logs",
  "application",
  "model",
] as const;
export type StepId = (typeof stepIds)[number];

/** Which part of the system a finding is about. */
export type Layer =
  | "kubernetes"
  | "injection"
  | "routing"
  | "traffic-policy"
  | "security"
  | "gateway"
  | "network"
  | "proxy"
  | "application";

export type Severity = "error" | "warning" | "info";
export type Basis = "configuration" | "traffic" | "both";

/** Everything a check may ask for by naming it in `needs`. */
export interface Inputs {
  /** One trace per flow, `traces[0]` being the one the verdict rests on. */
  readonly traces: readonly Trace[];
  readonly mesh: Mesh;
  /** What the proxies' logs say of this pair. */
  readonly observed: Observation;
  /** Objects that name this pair's host, or stand where its policies stand, and are not in force for it. */
  readonly idle: readonly Inert[];
  /** What proxies say of themselves; a check that needs it is asked only where they were. */
  readonly proxies: ProxyFacts;
}
export type Need = keyof Inputs;

/** One way to lay the blame: an object, what to say of it, and what would mend it. */
export interface Charge {
  readonly summary: string;
  readonly resource: Spot;
  readonly related: readonly Spot[];
  readonly evidence: readonly Evidence[];
  readonly proposals: readonly Proposal[];
}

/** What a check found. The culprit is the first finding's `resource` and `path`. */
export interface CheckFinding {
  /**
   * Objects that are there and would deliver were they in force, likeliest first (rule 8a). The first of which a
   * proposal proves it by simulation is charged instead of `resource`.
   */
  readonly charges?: readonly Charge[];
  readonly summary: string;
  readonly severity: Severity;
  readonly layer: Layer;
  readonly basis: Basis;
  readonly resource: Spot;
  readonly related: readonly Spot[];
  /** Share of the requests of `flow` that it hurts. */
  readonly share: Fraction;
  /** Index into `traces` of the flow it was found in. */
  readonly flow: number;
  readonly evidence: readonly Evidence[];
  readonly proposals: readonly Proposal[];
  readonly advice: readonly Advice[];
  /** Codes of Istio's and Kiali's analyzers for this very problem. */
  readonly sameAs?: readonly string[];
}

export interface CheckContext {
  readonly pair: Pair;
}

export interface Check<N extends Need = Need> {
  /** `<area>/<claim>`, which is also the file's path under `checks/`. */
  readonly id: `${string}/${string}`;
  readonly step: StepId;
  /** The claim that holds when all is well; printed beside passed or failed. */
  readonly title: string;
  /** What goes wrong when the claim does not hold, and what to do: two to six lines of Markdown. */
  readonly docs: string;
  /** Codes by which other tools name this problem. */
  readonly sameAs: readonly string[];
  /** Ids of the failure catalogue that it covers: `R13`, `D01`. */
  readonly classes: readonly string[];
  readonly needs: readonly N[];
  /** The stations of the trace that it judges: not reached → skipped, ended unknown there → unknown. */
  readonly stations: readonly HopKind[];
  /** Why it cannot speak although nothing was found, e.g. no log was read; `undefined`: it can. */
  undecided?(
    inputs: Pick<Inputs, N> & CheckContext,
  ): { readonly status: "unknown" | "skipped"; readonly reason: string } | undefined;
  /** What stands behind a claim that holds, in a few words: `3 of 3 proxies say so`. */
  tally?(inputs: Pick<Inputs, N> & CheckContext): string;
  run(inputs: Pick<Inputs, N> & CheckContext): CheckFinding[];
}

/** Declares a check; narrows what its `run` may see to what it needs. */
export function defineCheck<const N extends Need>(check: Check<N>): Check<N> {
  return check;
}
