import type { StepId } from "../../src/model/check.ts";
import type { Culprit, Diagnosis, Finding, StepResult, StepStatus } from "../../src/model/diagnosis.ts";
import type { Evidence } from "../../src/model/evidence.ts";
import type { Excerpt } from "../../src/model/excerpt.ts";
import type { Flow } from "../../src/model/flow.ts";
import { type Fraction, one } from "../../src/model/fraction.ts";
import type { LogEntry } from "../../src/model/log-entry.ts";
import type { Answerer, Observation, ObservedCall } from "../../src/model/observation.ts";
import type { Party } from "../../src/model/question.ts";
import type { Ref } from "../../src/model/ref.ts";
import { type Branch, type End, type Hop, type HopKind, hop, onward, type Side } from "../../src/model/trace.ts";

const versions: Readonly<Record<string, string>> = {
  AuthorizationPolicy: "security.istio.io/v1",
  PeerAuthentication: "security.istio.io/v1",
  VirtualService: "networking.istio.io/v1",
  DestinationRule: "networking.istio.io/v1",
  Sidecar: "networking.istio.io/v1",
  Deployment: "apps/v1",
};

export function ref(kind: string, namespace: string, name: string): Ref {
  return { apiVersion: versions[kind] ?? "v1", kind, namespace, name };
}

export const checkout: Party = ref("Deployment", "shop", "checkout");
export const payment: Party = ref("Service", "shop", "payment");

export const charge: Flow = {
  from: checkout,
  to: payment,
  host: "payment.shop",
  port: 8080,
  scheme: "http",
  method: "POST",
  path: "/charge",
  headers: [],
  named: true,
  chosenBecause: "named in the question",
};

/** One hop with a single way on, `[kind, at, title]` and what decides it. */
export type Station = readonly [HopKind, Side, string, (readonly Evidence[])?, (readonly string[])?];

/** Hops one after the other, ending in the given end or fork. */
export function chain(stations: readonly Station[], to: Hop | End): Hop | End {
  return stations.reduceRight<Hop | End>(
    (next, [kind, at, title, because = [], notes = []]) => hop({ kind, at, title, because, notes, next: onward(next) }),
    to,
  );
}

export function fork(kind: HopKind, title: string, next: readonly Branch[], because: readonly Evidence[] = []): Hop {
  return hop({ kind, at: "client", title, because, next });
}

export function branch(share: Fraction, label: string, to: Hop | End): Branch {
  return { share, label, to };
}

export function end(given: Partial<End> & Pick<End, "disposition" | "station">): End {
  return { kind: "end", at: "client", because: [], ...given };
}

export function delivered(host = "payment.shop.svc.cluster.local"): End {
  return end({ disposition: "delivered", station: "inbound", at: "server", landed: { host, port: 8080, mtls: true } });
}

export function culprit(of: Ref, path: string, rest: Partial<Culprit> = {}): Culprit {
  return { ...of, path, ...rest };
}

/** Lines of an object; `>` before the one that is marked. */
export function excerpt(text: string): Excerpt {
  return text
    .trim()
    .split("\n")
    .map((row) => ({ text: row.replace(/^>/, ""), marked: row.startsWith(">") }));
}

export function finding(
  given: Partial<Finding> & Pick<Finding, "check" | "step" | "layer" | "summary" | "resource">,
): Finding {
  return {
    severity: "error",
    basis: "configuration",
    related: [],
    share: one,
    flow: 0,
    evidence: [],
    sameAs: [],
    fix: undefined,
    ...given,
  };
}

/** A call of the pair, `seconds` after 14:00:00. */
export function call(seconds: number, signature: string, answeredBy: Answerer, failed: boolean): ObservedCall {
  const at = new Date(Date.UTC(2026, 10, 20, 14, 0, seconds)).toISOString();
  return {
    at,
    client: entry("checkout-6c9f7d5b4-x2x7p", at),
    server: entry("payment-7d4b8c6f9-k5lqm", at),
    failed,
    answeredBy,
    signature,
  };
}

function entry(pod: string, at: string): LogEntry {
  return {
    pod: ref("Pod", "shop", pod),
    container: "istio-proxy",
    place: { file: `logs/shop/${pod}/istio-proxy.log`, line: 1 },
    line: `[${at}] "POST /charge HTTP/1.1" …`,
    at,
    code: 0,
    flags: [],
  };
}

/** What logs say: `calls` in time order. */
export function observed(calls: readonly ObservedCall[], rest: Partial<Observation> = {}): Observation {
  const failed = calls.filter((call) => call.failed);
  const groups = Map.groupBy(failed, ({ signature }) => signature);
  const [first, last] = [calls[0], calls.at(-1)];
  return {
    calls,
    before: [],
    changedAt: undefined,
    window: first === undefined || last === undefined ? undefined : { from: first.at, to: last.at },
    failures: [...groups]
      .map(([signature, calls]) => ({ signature, calls }))
      .sort((a, b) => b.calls.length - a.calls.length),
    firstFailure: failed[0],
    lastGood: calls.findLast((call) => !call.failed),
    logged: { client: true, server: true },
    nextHops: [],
    ...rest,
  };
}

export const unlogged: Observation = observed([], { logged: { client: false, server: false } });

const titles: readonly (readonly [StepId, string, string])[] = [
  ["destination", "destination/exists", "the destination exists"],
  ["endpoints", "endpoints/ready", "the destination has ready endpoints"],
  ["ports", "ports/named", "ports say which protocol they speak"],
  ["injection", "injection/sidecars-present", "both ends have a proxy"],
  ["virtual-service", "virtual-service/a-route-matches", "a route matches the request"],
  ["virtual-service", "virtual-service/no-fault", "no fault is injected"],
  ["destination-rule", "destination-rule/subset-exists", "every routed subset is declared"],
  ["mtls", "mtls/modes-agree", "both ends agree on mTLS"],
  ["authorization-policy", "authorization-policy/admits", "the policies of the server admit the request"],
  ["envoy-logs", "envoy-logs/agree", "logs agree with the configuration"],
  ["application", "application/answers", "the application answers"],
];

/** The steps of the documented flow, all passed apart from those named. */
export function steps(others: Partial<Record<StepId, readonly [StepStatus, string?]>> = {}): StepResult[] {
  return titles.map(([step, check, title]) => {
    const [status, reason] = others[step] ?? (["passed"] as const);
    return { step, check, title, status, ...(reason === undefined ? {} : { reason }) };
  });
}

/** A healthy diagnosis of nothing in particular, with the given differences. */
export function sampleDiagnosis(given: Partial<Diagnosis>): Diagnosis {
  return {
    question: { from: "checkout", to: "payment", headers: [] },
    pair: { from: checkout, clients: [], to: payment, services: [], host: "payment.shop", viaGateway: false },
    observedAt: "2026-11-20T14:12:40Z",
    istioVersion: "1.30.0",
    verdict: "healthy",
    summary: "Every POST /charge of checkout reaches payment",
    basis: "configuration",
    culprit: undefined,
    findings: [],
    advice: [],
    steps: steps(),
    traces: [{ assumptions: [], flow: charge, start: delivered() }],
    restrictions: [],
    observed: unlogged,
    since: undefined,
    changes: [],
    alsoHit: [],
    nextHop: undefined,
    maySettle: undefined,
    gaps: [],
    assumptions: [],
    stats: { objects: 214, logLines: 0, apiCalls: 0 },
    ...given,
  };
}
