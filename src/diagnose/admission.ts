import { asJson } from "../mesh/as-json.ts";
import { authorizationPoliciesFor } from "../mesh/authorization-policies.ts";
import { type IdentityMatch, identityMatch } from "../mesh/identity-match.ts";
import { refOf } from "../mesh/ref-of.ts";
import { byDefault, type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { refKey } from "../model/ref.ts";
import type { AuthorizationPolicy, AuthorizationRule } from "../model/resources/security.ts";
import type { RegistryService } from "../model/service.ts";
import type { Gap } from "../model/snapshot.ts";
import type { Openness } from "../model/who.ts";
import type { ProxyKind, Workload } from "../model/workload.ts";
import { type NamedSource, namedSources } from "./named-source.ts";
import { requestLimits } from "./request-limits.ts";

/** Who runs as what: all that a certificate says. */
export interface Identity {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** A rule of a policy, and where it stands. */
interface Rule {
  readonly policy: AuthorizationPolicy;
  readonly index: number;
  readonly rule: AuthorizationRule;
}

/** Callers that an ALLOW rule names. */
export interface Naming {
  readonly source: NamedSource;
  readonly evidence: Evidence;
  /** What the rule asks beside. */
  readonly only: readonly string[];
  /** Whether the whole rule, exclusions and all, lets the identity in. */
  admits(identity: Identity): boolean;
}

/** What the policies before a service say of callers, as far as only their identity is known. */
export interface Admission {
  readonly open: Openness;
  readonly because: readonly Evidence[];
  readonly namings: readonly Naming[];
  /** What keeps requests out whoever sends them. */
  readonly limits: readonly Evidence[];
  /** The first ALLOW rule that admits an identity; `undefined`: none does. */
  admitting(identity: Identity): { readonly evidence: Evidence; readonly only: readonly string[] } | undefined;
  /** DENY rules that are about this identity. */
  refusing(identity: Identity): readonly Evidence[];
  readonly gap: Gap | undefined;
}

/** Someone whom no policy can have been written for: rules that match it match everybody with an identity. */
const anybody: Identity = { namespace: "any-namespace", serviceAccount: "any-account" };

/** Looks at the policies in force at the workloads behind a service, and at a waypoint before it. */
export function admissionOf(mesh: Mesh, service: RegistryService, servers: readonly Workload[]): Admission {
  const sets = targetsOf(mesh, service, servers).map((target) => authorizationPoliciesFor(mesh, target));
  const gap = sets.map((set) => set.gap).find((found) => found !== undefined);
  const allowing = sets.filter(({ allow }) => allow.length > 0);
  const allow = rulesOf(allowing.flatMap((set) => set.allow));
  const deny = rulesOf(sets.flatMap((set) => set.deny));
  const unguarded = servers.filter(({ proxy }) => proxy.kind === "none");
  const match = ({ policy, index }: Rule, identity: Identity | undefined): IdentityMatch =>
    identityMatch(mesh, policy, index, identity);
  const namings = allow.flatMap(({ policy, index, rule }) =>
    namedSources(policy, rule, index).map(
      (source): Naming => ({
        source,
        evidence: field(refOf(policy), source.path, source.value),
        only: requestLimits(rule),
        admits: (identity) => identityMatch(mesh, policy, index, identity) !== "never",
      }),
    ),
  );
  return {
    ...openness(),
    namings,
    limits: [
      ...deny
        .filter((each) => match(each, undefined) !== "never" && match(each, anybody) !== "never")
        .map(({ policy, index, rule }) => ruleEvidence(policy, index, `DENY: ${words(rule, "everything")}`)),
      ...policiesOf(sets.flatMap((set) => set.custom)).map((policy) =>
        field(refOf(policy), "spec.provider.name", policy.spec.provider?.name ?? "", "an outside authorizer decides"),
      ),
    ],
    admitting: (identity) => {
      const found = allow
        .map((each) => ({ ...each, match: match(each, identity) }))
        .filter((each) => each.match !== "never")
        .sort((a, b) => Number(b.match === "always") - Number(a.match === "always"))[0];
      if (found === undefined) return undefined;
      const { policy, index, rule } = found;
      const named = namedSources(policy, rule, index).find(({ named: who }) => couldName(who, identity));
      const evidence =
        named === undefined ? ruleEvidence(policy, index) : field(refOf(policy), named.path, named.value);
      return { evidence, only: found.match === "always" ? [] : requestLimits(rule) };
    },
    refusing: (identity) =>
      deny
        .filter((each) => match(each, anybody) === "never" && match(each, identity) !== "never")
        .map(({ policy, index, rule }) => ruleEvidence(policy, index, `DENY: ${words(rule, "everything")}`)),
    gap,
  };

  function openness(): Pick<Admission, "open" | "because"> {
    if (service.meshExternal)
      return { open: "everybody", because: [byDefault("it is outside the mesh, where no policy of the mesh stands")] };
    if (gap !== undefined) return { open: "unknown", because: [] };
    if (servers.length > 0 && unguarded.length === servers.length)
      return { open: "everybody", because: [byDefault("its pods have no proxy, so no policy is enforced there")] };
    if (allowing.length === 0)
      return {
        open: "everybody",
        because: [byDefault("no ALLOW policy selects it: all that is not denied is allowed")],
      };
    const all = allow.find((each) => match(each, undefined) !== "never");
    if (all !== undefined)
      return { open: "everybody", because: [ruleEvidence(all.policy, all.index, "it asks for no identity")] };
    const any = allow.find((each) => match(each, anybody) !== "never");
    if (any !== undefined) return { open: "identified", because: [ruleEvidence(any.policy, any.index)] };
    const policies = policiesOf(allowing.flatMap((set) => set.allow));
    const because = policies.map((policy) => actionEvidence(policy, "it admits only whom its rules name"));
    if (namings.length > 0) return { open: "named", because };
    return {
      open: "nobody",
      because: policies.map((policy) => actionEvidence(policy, "no rule of it admits anybody")),
    };
  }
}

interface Target {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly kind: ProxyKind;
  readonly services?: readonly RegistryService[];
}

/** Pods of equal labels are one target; where no pod was read, the service's selector stands for them. */
function targetsOf(mesh: Mesh, service: RegistryService, servers: readonly Workload[]): readonly Target[] {
  const { namespace } = service;
  const guarded = servers.filter(({ proxy }) => proxy.kind !== "none");
  const selector = mesh.home(service.ref).get("Service", service.ref.namespace, service.ref.name)?.spec.selector;
  const own: readonly Target[] =
    servers.length > 0
      ? guarded.map(({ namespace, labels, proxy }) => ({ namespace, labels, kind: proxy.kind }))
      : selector === undefined
        ? []
        : [{ namespace, labels: selector, kind: "sidecar" }];
  const distinct = new Map(own.map((target) => [`${target.kind} ${JSON.stringify(target.labels)}`, target]));
  return [...distinct.values(), { namespace, labels: {}, kind: "waypoint", services: [service] }];
}

function policiesOf(policies: readonly AuthorizationPolicy[]): readonly AuthorizationPolicy[] {
  return [...new Map(policies.map((policy) => [refKey(refOf(policy)), policy])).values()];
}

function rulesOf(policies: readonly AuthorizationPolicy[]): readonly Rule[] {
  return policiesOf(policies).flatMap((policy) =>
    (policy.spec.rules ?? []).map((rule, index) => ({ policy, index, rule })),
  );
}

function couldName(who: NamedSource["named"], { namespace, serviceAccount }: Identity): boolean {
  if (who.kind === "pattern") return true;
  return who.namespace === namespace && (who.kind === "namespace" || who.account === serviceAccount);
}

function ruleEvidence(policy: AuthorizationPolicy, index: number, note?: string): Evidence {
  return field(refOf(policy), `spec.rules[${index}]`, asJson(policy.spec.rules?.[index]), note);
}

/** An action that is not written is ALLOW. */
function actionEvidence(policy: AuthorizationPolicy, note: string): Evidence {
  return field(refOf(policy), "spec.action", policy.spec.action ?? "ALLOW", note);
}

function words(rule: AuthorizationRule, everything: string): string {
  return requestLimits(rule).join(", ") || everything;
}
