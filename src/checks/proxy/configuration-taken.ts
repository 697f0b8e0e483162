import { type CheckFinding, defineCheck, type Severity } from "../../model/check.ts";
import { type Evidence, saidBy } from "../../model/evidence.ts";
import { zero } from "../../model/fraction.ts";
import { isNewProxy, proxyPatienceMs } from "../../model/is-new-proxy.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { NonEmpty } from "../../model/non-empty.ts";
import type { ProxyFact } from "../../model/proxy-facts.ts";
import type { TypeSync } from "../../model/proxy-state.ts";
import { type Ref, refKey, refText } from "../../model/ref.ts";
import { adviceOn } from "./advice-on.ts";
import { age, secondsBetween } from "./age.ts";
import { onePerResource } from "./one-per-resource.ts";
import { podSpots } from "./pod-spots.ts";
import { proxiesText } from "./proxies-text.ts";
import { refusalsOf, suspectsOf, typeText } from "./refusals.ts";
import { unaskedReason } from "./unasked-reason.ts";

/** So long istiod may wait for a proxy's word, and a new pod for its first configuration. */
const patienceSeconds = proxyPatienceMs / 1000;
const longestError = 160;

/** Whether the pair's proxies run on the last configuration that istiod made for them. */
export const configurationTaken = defineCheck({
  id: "proxy/configuration-taken",
  step: "model",
  title: "the proxies have taken the last configuration that istiod sent",
  docs: `
    Envoy may refuse what istiod sends (mostly for the sake of an EnvoyFilter), be slow to take it, or have lost istiod.
    It then goes on with what it had: objects are in force that were changed long ago, and new pods are not known to it.
    Mend or remove what was refused; for a lost istiod look at port 15012, its NetworkPolicies and the proxy's log.
    Where a caller has lost istiod or has not taken endpoints, and no good call of it was seen, the verdict is unknown:
    the pods that it knows may be gone.
    Asked only where proxies may be asked. What was sent less than a minute ago may still be on its way.
  `,
  sameAs: [],
  classes: ["C01", "C02", "C05", "X01"],
  needs: ["proxies", "mesh"],
  stations: [],

  undecided({ proxies }) {
    const known = proxies.proxies.filter(({ sync }) => sync !== undefined).length;
    const unasked = unaskedReason(proxies, known, "istiod could not be asked of");
    if (unasked !== undefined || !proxies.proxies.some(isWaiting)) return unasked;
    return { status: "unknown", reason: "what istiod sent last may still be on its way" };
  },

  tally({ proxies: { proxies, total } }) {
    return `istiod says so of ${proxies.length === total ? "all" : `${proxies.length} of`} ${total}`;
  },

  run({ proxies: { proxies }, mesh }) {
    const troubles = proxies.flatMap((fact) => [...refused(fact), ...stale(fact, mesh.at), ...lost(fact, mesh.at)]);
    const groups = Map.groupBy(troubles, ({ key }) => key);
    return onePerResource([...groups.values()].flatMap((group) => findingOf(group, mesh)));
  },
});

/** It has not said yes to the last configuration, nor no. */
function isWaiting({ sync }: ProxyFact): boolean {
  return sync !== undefined && (!sync.connected || sync.types.some(({ state }) => state === "stale"));
}

/** What is wrong with one proxy; equal keys are told together. */
interface Trouble {
  readonly key: string;
  readonly fact: ProxyFact;
  readonly severity: Severity;
  /** After the proxies' names, and what follows from it. */
  readonly said: { readonly one: string; readonly many: string };
  readonly meaning: string;
  readonly suspects: readonly Ref[];
  readonly evidence: readonly Evidence[];
}

function refused(fact: ProxyFact): readonly Trouble[] {
  const refusals = refusalsOf(fact);
  if (refusals.length === 0) return [];
  const types = [...new Set(refusals.map(({ type }) => type))].join(" and ");
  const [error] = refusals.flatMap((refusal) => refusal.error ?? []);
  const suspects = suspectsOf(fact, refusals).map(({ ref }) => ref);
  const [suspect] = suspects;
  return [
    {
      key: `refused ${types} ${error} ${suspects.map(refKey).join(" ")}`,
      fact,
      severity: "warning",
      said: { one: `refused its last ${types} configuration`, many: `refused their last ${types} configuration` },
      meaning: [
        error === undefined ? "" : ` ("${cut(error)}")`,
        "; what was before stays in force",
        suspect === undefined
          ? ""
          : suspect.kind === "EnvoyFilter"
            ? `; the usual cause is an EnvoyFilter, here ${refText(suspect)}`
            : `; ${refText(suspect)} was changed shortly before`,
      ].join(""),
      suspects,
      evidence: refusals.map(({ evidence }) => evidence),
    },
  ];
}

function cut(text: string): string {
  return text.length <= longestError ? text : `${text.slice(0, longestError - 1)}…`;
}

function stale(fact: ProxyFact, now: string): readonly Trouble[] {
  const types = (fact.sync?.connected === true ? fact.sync.types : []).filter(({ state }) => state === "stale");
  if (types.length === 0) return [];
  const oldest = types.flatMap(({ sentAt }) => sentAt ?? []).sort((a, b) => Date.parse(a) - Date.parse(b))[0];
  const waited = secondsBetween(oldest, now) ?? 0;
  const names = types.map(({ type }) => typeText(type)).join(", ");
  const sent = age(oldest, now);
  return [
    {
      key: `stale ${names} ${waited > patienceSeconds}`,
      fact,
      severity: waited > patienceSeconds ? "warning" : "info",
      said: {
        one: `has not taken the ${names} configuration`,
        many: `have not taken the ${names} configuration`,
      },
      meaning: ` that istiod sent${sent === undefined ? "" : ` ${sent} ago`}${
        waited > patienceSeconds ? ": what was before stays in force" : ", which may be on its way"
      }${waited <= patienceSeconds && oldest === undefined ? ", or was refused: istiod before 1.24 tells neither when nor why" : ""}`,
      suspects: [],
      evidence: types.map((one) => saidBy("istiod", fact.workload.ref, staleText(one))),
    },
  ];
}

function staleText({ type, sentAt }: TypeSync): string {
  return `${typeText(type)} configuration sent${sentAt === undefined ? "" : ` at ${sentAt}`}, and not acknowledged`;
}

function lost(fact: ProxyFact, now: string): readonly Trouble[] {
  if (fact.sync?.connected !== false) return [];
  const isYoung = isNewProxy(fact.workload.pod, now);
  return [
    {
      key: `lost ${isYoung}`,
      fact,
      severity: isYoung ? "info" : "warning",
      said: { one: "is connected to no istiod", many: "are connected to no istiod" },
      meaning: isYoung
        ? ", being new"
        : ": what was before stays in force, new pods are not learnt of, and no new certificate comes",
      suspects: [],
      evidence: [saidBy("istiod", fact.workload.ref, "no istiod knows this proxy")],
    },
  ];
}

function findingOf(group: readonly Trouble[], mesh: Mesh): CheckFinding[] {
  const [first, ...more] = group;
  if (first === undefined) return [];
  const { fact, severity, said, meaning, suspects } = first;
  const facts: NonEmpty<ProxyFact> = [fact, ...more.map((trouble) => trouble.fact)];
  const [suspect, ...others] = suspects;
  const [pods, ...morePods] = podSpots(facts);
  return [
    {
      summary: `${proxiesText(facts, said)}${meaning}`,
      severity,
      layer: "proxy",
      basis: "configuration",
      resource: suspect === undefined ? pods : { ref: suspect, path: "spec" },
      related: [
        ...others.map((ref) => ({ ref, path: "spec" })),
        ...(suspect === undefined ? morePods : [pods, ...morePods]),
      ],
      share: zero,
      flow: 0,
      evidence: group.flatMap(({ evidence }) => evidence),
      proposals: [],
      advice: severity === "info" ? [] : [...adviceOn(fact, mesh.settings.rootNamespace)],
    },
  ];
}
