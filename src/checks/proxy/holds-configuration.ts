import { type CheckFinding, defineCheck, type Layer } from "../../model/check.ts";
import { saidBy } from "../../model/evidence.ts";
import type { Advice } from "../../model/fix.ts";
import { zero } from "../../model/fraction.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { NonEmpty } from "../../model/non-empty.ts";
import type { Difference, ProxyFact } from "../../model/proxy-facts.ts";
import type { ConfigType } from "../../model/proxy-state.ts";
import { type Ref, refKey, refText } from "../../model/ref.ts";
import { findingsOf } from "../findings-of.ts";
import { templatePath } from "../template-path.ts";
import { withShare } from "../with-share.ts";
import { adviceOn } from "./advice-on.ts";
import { onePerResource } from "./one-per-resource.ts";
import { patchedAdvice, patchedText, patchersOf } from "./patchers.ts";
import { podSpots } from "./pod-spots.ts";
import { proxiesText } from "./proxies-text.ts";
import { refusalsOf, suspectsOf } from "./refusals.ts";
import { unaskedReason } from "./unasked-reason.ts";

/** Whether the pair's proxies hold what the answer rests on. */
export const holdsConfiguration = defineCheck({
  id: "proxy/holds-configuration",
  step: "model",
  title: "the proxies hold what the objects say",
  docs: `
    The answer is worked out from objects; here it is held against what the proxies of both ends really hold: clusters,
    routes, the DestinationRule and VirtualService that made them, the AuthorizationPolicies enforced, plaintext taken.
    A proxy whose routes lead to a cluster that it does not have fails these requests (503 NC): an error. Any other
    difference is a warning, and where the answer rests on it, the verdict is unknown. Look at why the proxy did not
    take its configuration. What changed in the last minute is a note only, as it may settle.
  `,
  sameAs: [],
  classes: ["C01", "C02", "C03", "X01"],
  needs: ["traces", "proxies", "mesh"],
  stations: [],

  undecided({ proxies }) {
    const asked = { ...proxies, proxies: proxies.proxies.filter(({ unasked }) => !unasked) };
    const reason = unaskedReason(asked, asked.proxies.filter(hasTold).length, "nothing of this pair was told by");
    if (reason !== undefined) return reason;
    if (proxies.proxies.some(({ differences }) => differences.length > 0))
      return { status: "unknown", reason: `${proxies.settling ?? "it changed just now"}: what differs may settle` };
    return proxies.proxies.every(({ agreed }) => agreed === 0)
      ? { status: "unknown", reason: "nothing that the proxies told can be compared with certainty" }
      : undefined;
  },

  tally({ proxies: { proxies, total } }) {
    const facts = proxies.reduce((sum, { agreed }) => sum + agreed, 0);
    return `${proxies.filter(hasTold).length} of ${total} proxies agree, in ${facts} facts`;
  },

  run({ traces, proxies: { proxies, settling }, mesh }) {
    const lacking = findingsOf(traces, ["cluster-not-held"], (found) => {
      const { cluster, pods, owner } = found.cause;
      const keys = new Set(pods.map(refKey));
      const facts = proxies.filter(({ workload }) => keys.has(refKey(workload.ref)));
      const [fact] = facts;
      const suspect = fact && clusterSuspect(fact);
      const patching = fact === undefined ? [] : patchersOf(fact, "cluster");
      return {
        summary: withShare(
          found,
          "finds no cluster",
          "find no cluster",
          `${proxiesText(facts, { one: "has", many: "have" })} no cluster "${cluster}", though ${facts.length > 1 ? "their" : "its"} routes lead there${fact === undefined ? "" : standing(fact)}${patchedText(patching, "cluster")}`,
        ),
        layer: "proxy",
        resource: suspect === undefined ? { ref: owner, path: templatePath(owner) } : { ref: suspect, path: "spec" },
        related: [
          ...(suspect === undefined ? [] : [{ ref: owner, path: templatePath(owner) }]),
          ...patching.map(({ ref }) => ({ ref, path: "spec" })),
        ],
        evidence: [
          ...found.end.because.filter(({ kind }) => kind === "proxy"),
          ...(fact === undefined ? [] : refusalsOf(fact).map(({ evidence }) => evidence)),
          ...found.end.because.filter(({ kind }) => kind !== "proxy"),
        ],
        advice: fact === undefined ? [] : [...patchedAdvice(patching), ...adviceOn(fact, mesh.settings.rootNamespace)],
      };
    });
    const told = proxies.flatMap((fact) =>
      fact.differences
        .filter((difference) => !(difference.kind === "cluster" && difference.routed && difference.decides))
        .map((difference) => ({ fact, difference })),
    );
    const groups = Map.groupBy(told, ({ fact, difference }) => JSON.stringify([alike(difference), standing(fact)]));
    return [
      ...lacking,
      ...onePerResource(
        [...groups.values()].flatMap((group) => {
          const [first, ...more] = group;
          if (first === undefined) return [];
          return [differing([first.fact, ...more.map(({ fact }) => fact)], first.difference, { settling, mesh })];
        }),
      ),
    ];
  },
});

/** Of one DestinationRule in the place of another one cluster tells as much as all. */
function alike(difference: Difference): object {
  const more = difference.kind === "destination-rule" ? { cluster: undefined } : {};
  return { ...difference, ...more, decides: undefined };
}

/** A caller tells by its clusters, a callee by what stands before its application. */
function hasTold({ end, held, workload }: ProxyFact): boolean {
  if (end === "client") return held?.clusters !== undefined;
  // What a gateway enforces is not compared.
  return workload.proxy.kind === "gateway" ? held !== undefined : held?.inbound !== undefined;
}

function clusterSuspect(fact: ProxyFact): Ref | undefined {
  const refusals = refusalsOf(fact).filter(({ type }) => type === "cluster");
  return refusals.length === 0 ? undefined : suspectsOf(fact, refusals)[0]?.ref;
}

interface Context {
  readonly settling: string | undefined;
  readonly mesh: Mesh;
}

function differing(facts: NonEmpty<ProxyFact>, difference: Difference, { settling, mesh }: Context): CheckFinding {
  const [first] = facts;
  const named = objectsOf(difference);
  // An object that is gone can be looked at by nobody.
  const [charged, ...others] = named.filter((ref) => isThere(mesh, ref));
  const [pods, ...morePods] = podSpots(facts);
  const said = saying(difference, mesh);
  const part = partOf(difference);
  const patching = patchersOf(first, part);
  const follows =
    settling === undefined ? `${standing(first)}${patchedText(patching, part)}` : `; ${settling}, so this may settle`;
  return {
    summary: `${proxiesText(facts, said)}${said.but}${follows}`,
    severity: settling === undefined ? "warning" : "info",
    layer: layerOf(difference),
    basis: "configuration",
    resource: charged === undefined ? pods : { ref: charged, path: "spec" },
    related: [
      ...others.map((ref) => ({ ref, path: "spec" })),
      ...(charged === undefined ? morePods : [pods, ...morePods]),
      ...patching.map(({ ref }) => ({ ref, path: "spec" })),
    ],
    share: zero,
    flow: 0,
    evidence: facts.map(({ workload: { ref } }) => saidBy("proxy", ref, said.one)),
    proposals: [],
    advice:
      settling === undefined
        ? [
            ...named.filter((ref) => !isThere(mesh, ref)).map(askAgain),
            ...patchedAdvice(patching),
            ...adviceOn(first, mesh.settings.rootNamespace),
          ]
        : [],
  };
}

/** The part whose patches may be why; what a filter chain enforces is seldom patched. */
function partOf({ kind }: Difference): ConfigType | undefined {
  switch (kind) {
    case "cluster":
    case "extra-cluster":
      return "cluster";
    case "routes":
    case "virtual-service":
      return "route";
    default:
      return undefined;
  }
}

/** Nothing that is read tells when an object was deleted. */
function askAgain(ref: Ref): Advice {
  return { summary: `Ask again in a minute, if ${refText(ref)} was deleted just now` };
}

function isThere(mesh: Mesh, { kind, namespace, name }: Ref): boolean {
  switch (kind) {
    case "AuthorizationPolicy":
    case "DestinationRule":
    case "PeerAuthentication":
    case "VirtualService":
      return mesh.get(kind, namespace, name) !== undefined;
    default:
      return false;
  }
}

function objectsOf(difference: Difference): readonly Ref[] {
  switch (difference.kind) {
    case "cluster":
    case "extra-cluster":
      return [];
    case "destination-rule":
      return [...difference.expected, ...(difference.held === undefined ? [] : [difference.held])];
    case "virtual-service":
      return [...(difference.expected === undefined ? [] : [difference.expected]), ...difference.held];
    case "routes":
      return difference.by === undefined ? [] : [difference.by];
    case "authorization-policy":
      return [...difference.missing, ...difference.extra];
    case "plaintext":
      return difference.policy === undefined ? [] : [difference.policy];
  }
}

function layerOf({ kind }: Difference): Layer {
  switch (kind) {
    case "authorization-policy":
    case "plaintext":
      return "security";
    case "routes":
    case "virtual-service":
      return "routing";
    case "destination-rule":
      return "traffic-policy";
    default:
      return "proxy";
  }
}

interface Saying {
  /** What one proxy does, and what several do. */
  readonly one: string;
  readonly many: string;
  /** What the objects say instead. */
  readonly but: string;
}

function saying(difference: Difference, mesh: Mesh): Saying {
  switch (difference.kind) {
    case "cluster":
      return { ...verbs("has", "have", `no cluster "${difference.cluster}"`), but: ", and should by the objects" };
    case "extra-cluster":
      return {
        ...verbs("has", "have", `a cluster "${difference.cluster}"`),
        but: ", which it should not by the objects",
      };
    case "destination-rule": {
      const { cluster, expected, held } = difference;
      const by = held === undefined ? "without any DestinationRule" : `as ${nameOf(mesh, held)} has it`;
      return {
        ...verbs("holds", "hold", `the cluster "${cluster}" ${by}`),
        but:
          expected.length === 0
            ? ", and by the objects no DestinationRule is in force for it"
            : `, and by the objects ${expected.map(refText).join(", ")} is in force for it`,
      };
    }
    case "virtual-service": {
      const { host, expected, held } = difference;
      const by = held.length === 0 ? "by no VirtualService" : `by ${held.map((ref) => nameOf(mesh, ref)).join(", ")}`;
      return {
        ...verbs("routes", "route", `${host} ${by}`),
        but: `, and by the objects ${expected === undefined ? "no VirtualService" : refText(expected)} is in force for it`,
      };
    }
    case "routes": {
      const { host, by, missing, extra } = difference;
      const to = extra.length === 0 ? `not to ${missing.join(", ")}` : `to ${extra.join(", ")}`;
      return {
        ...verbs("routes", "route", `${host} ${to}`),
        but:
          by === undefined
            ? ", and by the objects it has its default route"
            : `, which is not what ${refText(by)} says now`,
      };
    }
    case "authorization-policy": {
      const { missing, extra } = difference;
      const lacks = missing.map(refText).join(", ");
      const adds = extra.map((ref) => nameOf(mesh, ref)).join(", ");
      if (extra.length === 0)
        return { ...verbs("does", "do", `not enforce ${lacks}`), but: ", which the objects put in force there" };
      return {
        ...verbs("enforces", "enforce", `${adds}${lacks === "" ? "" : `, and not ${lacks}`}`),
        but: `, and the objects put ${lacks === "" ? "no such policy" : "the latter"} in force there`,
      };
    }
    case "plaintext": {
      const { port, accepted, policy } = difference;
      const by = policy === undefined ? "by Istio's default" : `by ${refText(policy)}`;
      return accepted
        ? { ...verbs("takes", "take", `plaintext on port ${port}`), but: `, and ${by} should not` }
        : { ...verbs("takes", "take", `no plaintext on port ${port}`), but: `, and ${by} should` };
    }
  }
}

function verbs(one: string, many: string, rest: string): { readonly one: string; readonly many: string } {
  return { one: `${one} ${rest}`, many: `${many} ${rest}` };
}

function nameOf(mesh: Mesh, ref: Ref): string {
  return isThere(mesh, ref) ? refText(ref) : `${refText(ref)} (which is not there)`;
}

/** How a proxy stands with istiod, where that explains what it holds. */
function standing(fact: ProxyFact): string {
  const [refusal] = refusalsOf(fact);
  if (refusal !== undefined) return `; the last ${refusal.type} configuration was refused`;
  if (fact.sync?.connected === false) return "; connected to no istiod";
  const isStale = fact.sync?.types.some(({ state }) => state === "stale") === true;
  return isStale ? "; what istiod sent last was not taken" : "";
}
