/** Answers about many pairs, for what prints them. */
import { digest } from "../../src/follow/digest.ts";
import { fingerprint } from "../../src/follow/fingerprint.ts";
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import type { Digest } from "../../src/model/digest.ts";
import { absence, byDefault, field } from "../../src/model/evidence.ts";
import type { Health, HealthEntry } from "../../src/model/health.ts";
import type { Who } from "../../src/model/who.ts";
import { hostile } from "./hostile.ts";
import { ref } from "./sample-diagnosis.ts";
import { broken, degraded, samples } from "./samples.ts";

const healthy = samples.healthy as Diagnosis;
const unknown = samples.unknown as Diagnosis;

function entry(from: string, diagnosis: Diagnosis, ground: HealthEntry["ground"] = "both"): HealthEntry {
  const own = { ...diagnosis, pair: { ...diagnosis.pair, from: ref("Deployment", "shop", from) } };
  const question = { from: `shop/${from}`, to: "shop/payment", headers: [] };
  return { pair: `shop/${from} → shop/payment`, question, ground, outcome: { kind: "diagnosis", diagnosis: own } };
}

const notFound: HealthEntry = {
  pair: "ghost → payment",
  question: { from: "ghost", to: "payment", headers: [] },
  ground: undefined,
  outcome: {
    kind: "error",
    code: "UNKNOWN_NAME",
    message: 'Cannot find "ghost": no workload has that name',
    next: "Check the name of the caller.",
  },
};

export const mixed: Health = {
  scope: { of: ["payment"], namespaces: [], pairs: [] },
  title: "Service shop/payment",
  observedAt: broken.observedAt,
  istioVersion: "1.30.0",
  verdict: "broken",
  entries: [
    entry("checkout", broken),
    entry("refunds", degraded, "seen"),
    entry("orders", unknown),
    notFound,
    entry("cart", healthy),
  ],
  leftOut: ["shop/late → shop/payment"],
  uncalled: ["shop/lonely"],
  gaps: [{ what: "Secrets", why: "the snapshot holds none", grant: "kubectl get secrets -A -o yaml" }],
  assumptions: [{ what: "the Istio version is supposed" }],
  stats: { objects: 12, logLines: 3, apiCalls: 0 },
};

export const empty: Health = {
  ...mixed,
  verdict: "unknown",
  entries: [],
  leftOut: [],
  gaps: [],
  assumptions: [],
};

const policy = ref("AuthorizationPolicy", "shop", "payment-callers");
const principals = "spec.rules[0].from[0].source.principals";

export const neighbours: Who = {
  of: ref("Service", "shop", "payment"),
  host: "payment.shop.svc.cluster.local",
  workloads: [ref("Deployment", "shop", "payment"), ref("Deployment", "shop", "payment-v2")],
  observedAt: broken.observedAt,
  istioVersion: "1.30.0",
  open: "named",
  because: [field(policy, "spec.action", "ALLOW", "it admits only whom its rules name")],
  limits: [byDefault("nothing")],
  callers: [
    {
      ref: ref("Deployment", "shop", "checkout"),
      ground: "both",
      because: [field(policy, `${principals}[0]`, "cluster.local/ns/shop/sa/checkout")],
      seen: { calls: 19, failed: 2, last: broken.observedAt },
      only: ["POST /charge"],
      but: [],
    },
    {
      ref: ref("StatefulSet", "shop", "db"),
      ground: "seen",
      because: [],
      seen: { calls: 1, failed: 0, last: broken.observedAt },
      only: [],
      but: [absence("no ALLOW rule names it")],
    },
    ...[ref("Namespace", "", "tools"), ref("ServiceAccount", "shop", "ghost"), ref("ServiceAccount", "", "*/sa/x")].map(
      (of) => ({
        ref: of,
        ground: "declared" as const,
        because: Array.from({ length: 5 }, (_, i) => field(policy, `${principals}[${i}]`, `p${i}`)),
        seen: undefined,
        only: [],
        but: [],
      }),
    ),
  ],
  callees: [
    {
      ref: ref("ServiceEntry", "shop", "bank"),
      host: "api.bank.example",
      ground: "seen",
      because: [],
      seen: { calls: 3, failed: 0, last: broken.observedAt },
      only: [],
      but: [],
    },
    {
      ref: ref("Host", "", "x.example"),
      ground: "seen",
      because: [],
      seen: { calls: 3, failed: 0, last: broken.observedAt },
      only: [],
      but: [],
    },
  ],
  omitted: { callers: 7, callees: 0 },
  gaps: [],
  assumptions: [],
  stats: { objects: 12, logLines: 3, apiCalls: 0 },
};

const [monday, tuesday] = ["2026-11-20T07:00:00Z", "2026-11-21T07:00:00Z"];
const asked = (entries: readonly HealthEntry[]): Health => ({ ...mixed, entries, leftOut: [] });
const muted = entry("muted", broken);

export const firstDigest: Digest = digest({
  name: "morning",
  cluster: "prod-eu",
  at: monday,
  health: asked([
    entry("checkout", broken),
    entry("healed", broken),
    entry("gone", degraded),
    muted,
    entry("blind", broken),
  ]),
  previous: undefined,
  mutes: [],
});

export const nextDigest: Digest = digest({
  name: "morning",
  cluster: "prod-eu",
  at: tuesday,
  health: {
    ...asked([
      entry("checkout", broken),
      entry("healed", healthy),
      entry("new", degraded),
      muted,
      entry("blind", unknown),
      notFound,
    ]),
    leftOut: ["shop/late → shop/payment"],
  },
  previous: firstDigest.record,
  mutes: [
    {
      fingerprint: muted.outcome.kind === "diagnosis" ? fingerprint(muted.outcome.diagnosis, "prod-eu") : "",
      cluster: "prod-eu",
      what: "muted",
      reason: "being rebuilt",
      by: "U012AB3CD",
      at: monday,
      until: "2026-12-01T00:00:00Z",
    },
  ],
});

export const sameDigest: Digest = digest({
  name: "morning",
  cluster: "prod-eu",
  at: tuesday,
  health: asked([
    entry("checkout", broken),
    entry("healed", broken),
    entry("gone", degraded),
    muted,
    entry("blind", broken),
  ]),
  previous: firstDigest.record,
  mutes: [],
});

/** As many broken pairs as are asked about at most. */
export const crowd: Health = {
  ...mixed,
  entries: Array.from({ length: 50 }, (_, i) => entry(`caller-${i}`, broken)),
  leftOut: Array.from({ length: 300 }, (_, i) => `shop/left-${i} → shop/payment`),
};

const evil = "<!channel> `x` *b* \u202e<@U012AB3CD> &amp; \u001b[31m";

/** Names and words that mean something to Slack, Markdown or a terminal. */
export const evilHealth: Health = {
  ...mixed,
  title: evil,
  entries: [
    { ...entry("x", hostile(broken)), pair: evil },
    { ...notFound, pair: evil },
  ],
  leftOut: [evil],
  uncalled: [evil],
};
export const evilWho: Who = {
  ...neighbours,
  of: { ...neighbours.of, name: evil },
  callers: neighbours.callers.map((each) => ({ ...each, ref: { ...each.ref, name: evil }, only: [evil] })),
};
export const evilDigest: Digest = digest({
  name: evil,
  cluster: "prod-eu",
  at: tuesday,
  health: { ...asked(evilHealth.entries), leftOut: [evil] },
  previous: {
    name: evil,
    at: monday,
    pairs: [{ pair: evil, verdict: "broken", summary: evil, fingerprint: "1", since: monday }],
  },
  mutes: [],
});
