import { describe, expect, test } from "vitest";
import type { Diagnosis, Finding } from "../../src/model/diagnosis.ts";
import { absence, field } from "../../src/model/evidence.ts";
import { fraction } from "../../src/model/fraction.ts";
import type { Trace } from "../../src/model/trace.ts";
import { toText } from "../../src/render/text.ts";
import {
  call,
  charge,
  culprit,
  delivered,
  finding,
  observed,
  ref,
  sampleDiagnosis,
  unlogged,
} from "./sample-diagnosis.ts";
import { broken, degraded } from "./samples.ts";

const service = ref("Service", "shop", "payment");
const other = finding({
  check: "ports/named",
  step: "ports",
  layer: "kubernetes",
  summary: "a port has no name",
  resource: culprit(service, "spec.ports[0].name"),
});

function told(given: Partial<Diagnosis>, base: Diagnosis = sampleDiagnosis({})): string {
  return toText({ ...base, ...given }, { width: 120 });
}

function blamed(given: Partial<Finding>): string {
  const [first] = broken.findings;
  if (first === undefined) throw new Error("The sample has no finding");
  return told({ findings: [{ ...first, ...given }] }, broken);
}

describe("what is said of", () => {
  test("the pair: namespaces and clusters only where they differ", () => {
    const from = { ...ref("Deployment", "shop", "checkout"), cluster: "blue" };
    const to = { ...ref("Service", "shop", "payment"), cluster: "green" };
    const outside = { apiVersion: "", kind: "Host", namespace: "", name: "api.example" };
    const pair = { from, clients: [], to, services: [], host: "payment", viaGateway: false };
    expect(told({ pair })).toMatch(/^shop\/checkout \(blue\) → shop\/payment \(green\) /);
    expect(told({ pair: { ...pair, to: { ...to, cluster: "blue" } } })).toContain(" · namespace shop, cluster blue · ");
    expect(told({ pair: { ...pair, from: ref("Pod", "shop", "x"), to: outside } })).toMatch(/^shop\/x → api\.example /);
  });

  test("an order of events that speaks against the change", () => {
    const late = { ...culprit(service, "spec.ports"), changedAt: "2026-11-20T14:03:00Z" };
    const since = { firstFailure: "2026-11-20T14:02:00Z", lastGood: undefined };
    const text = told({ culprit: late, findings: [other], since, verdict: "broken" });
    expect(text).toContain("14:03:00, 60 s after the first failure");
    expect(text).toContain("14:02:00, the first failing call; no good call before");
  });

  test("a culprit that nothing more is known of", () => {
    const text = told({ culprit: culprit(service, ""), findings: [], verdict: "degraded" });
    expect(text).toContain("  Offending resource\n    Service shop/payment\n\n");
    expect(text).toContain("  Fix\n    None could be proven by simulation.\n");
  });

  test("related objects that the evidence does not name already", () => {
    const twin = culprit(ref("VirtualService", "shop", "old"), "spec.hosts[0]", { file: "old.yaml", line: 7 });
    expect(blamed({ related: [twin] })).toContain("see also  VirtualService shop/old spec.hosts[0]   old.yaml:7");
    expect(blamed({ related: [twin], evidence: [field(twin, "spec.hosts[0]", "payment")] })).not.toContain("see also");
  });

  test("much evidence, unless details are asked for", () => {
    const evidence = Array.from({ length: 9 }, (_, index) => absence(`no thing ${index}`));
    expect(blamed({ evidence })).toContain("    - no thing 3\n    - … and 5 more\n");
    const findings = [finding({ ...other, evidence })];
    expect(toText({ ...broken, findings }, { details: true })).toContain("no thing 8");
  });

  test("fixes that weaken, and that have many effects", () => {
    const fix = broken.findings[0]?.fix;
    if (fix === undefined) throw new Error("The sample has no fix");
    const sideEffects = Array.from({ length: 8 }, (_, index) => `caller ${index} is let in`);
    const text = blamed({ fix: { ...fix, weakens: true, sideEffects } });
    expect(text).toContain("beware        it weakens mTLS or admits more than this caller");
    expect(text).toContain("caller 5 is let in\n                  … and 2 more\n");
    expect(blamed({ fix: { ...fix, sideEffects: [] } })).not.toContain("side effects");
  });

  test("findings where there is no culprit", () => {
    const text = told({ findings: [{ ...other, severity: "warning", share: fraction(1, 10) }] });
    expect(text).toContain("  Also noted\n    ! warning, 10 % of requests: a port has no name\n");
    expect(text).not.toContain("Fix");
  });

  test("more findings, flows, changes and callers than anybody reads", () => {
    const trace: Trace = { flow: { ...charge, named: false }, start: delivered(), assumptions: [] };
    const text = told({
      findings: Array.from({ length: 12 }, () => other),
      traces: Array.from({ length: 12 }, () => trace),
      changes: Array.from({ length: 12 }, () => ({ ref: service, at: "2026-11-20T14:00:00Z", by: undefined })),
      alsoHit: Array.from({ length: 12 }, (_, index) => `a${index} → b`),
      gaps: Array.from({ length: 15 }, () => ({ what: "Pods", why: "forbidden" })),
    });
    for (const more of ["… and 4 more\n", "… and 3 more\n", "… and 6 more on the path", "and 4 more\n"])
      expect(text).toContain(more);
  });

  test("calls since the last change, and before it", () => {
    const before = [call(1, "503 UF", "client-proxy", true)];
    const text = told({ observed: { ...observed([]), before, changedAt: "2026-11-20T14:10:00Z" } });
    expect(text).toContain("No calls of this pair since the last change on its path.");
    expect(text).toContain("1 call before the last change at 14:10:00: 1 failed, not counted");
  });

  test("calls that are well, seen from one side", () => {
    const good = [call(1, "200", "application", false), call(2, "200", "application", false)];
    const logged = { client: false, server: true };
    expect(told({ observed: { ...observed(good), logged } })).toContain(
      "2 calls 14:00:01–14:00:02: none failed (only the server's side was logged)",
    );
    expect(told({ observed: observed(good.slice(1)) })).toContain("1 call 14:00:02: none failed\n");
  });

  test("failures that no configuration explains: what they suggest", () => {
    const seen = observed([call(1, "503 UF", "client-proxy", true)]);
    const hypotheses = [{ classIds: ["K05"], sentence: "nothing listens on the target port" }];
    const failures = seen.failures.map((group) => ({ ...group, hypotheses }));
    const given: Partial<Diagnosis> = { verdict: "broken", basis: "traffic", observed: { ...seen, failures } };
    expect(told(given)).toContain("Suggests  nothing listens on the target port");
    expect(told(given)).toContain("judged from traffic, against the configuration");
    expect(told({ ...given, basis: "both" })).not.toContain("Suggests");
  });

  test("many kinds of failure", () => {
    const calls = Array.from({ length: 7 }, (_, index) => call(index, `50${index} X`, "unknown", true));
    expect(told({ verdict: "broken", observed: observed(calls) })).toContain("… and 3 other kinds of failure");
  });

  test("a live cluster: how often it was asked", () => {
    expect(told({ stats: { objects: 1, logLines: 0, apiCalls: 12 } })).toContain(
      "Read: 1 object, 0 log lines in 12 API calls, Istio 1.30.0\n",
    );
  });

  test("a diagnosis of which nothing is known", () => {
    const text = told({
      traces: [],
      steps: [],
      verdict: "unknown",
      summary: "Nothing could be read!",
      observed: unlogged,
    });
    expect(text).toContain("  Nothing could be read!\n");
    expect(text).not.toContain("The way of");
    expect(text).not.toContain("Steps");
  });

  test("a good call after the first failure: nothing", () => {
    const since = { firstFailure: "2026-11-20T14:02:41Z", lastGood: "2026-11-20T14:09:48Z" };
    expect(told({ since })).toMatch(/14:02:41, the first failing call\n/);
    expect(told({ since: { ...since, lastGood: "2026-11-20T14:00:05Z" } })).toContain("; last good call 14:00:05");
  });

  test("logs of others only", () => {
    const stats = { objects: 1, logLines: 9, apiCalls: 0 };
    expect(told({ stats, observed: unlogged })).toContain("No proxy log of checkout or payment: ");
  });

  test("requests that differ in a header only", () => {
    const [first] = sampleDiagnosis({}).traces;
    if (first === undefined) throw new Error("The sample has no trace");
    const tried = (value: string): Trace => ({
      ...first,
      flow: {
        ...first.flow,
        headers: [
          { name: "x-all", value: "1" },
          { name: "x-user", value },
        ],
      },
    });
    const text = told({ traces: [first, tried("a"), tried("b")] });
    expect(text).toContain(" with x-user: a  ");
    expect(text).toContain(" with x-user: b  ");
    expect(text).not.toContain("x-all");
  });

  test("steps that were skipped: why", () => {
    const skipped = (step: "gateway" | "scope" | "mtls", reason: string) => ({
      step,
      check: `${step}/x`,
      title: step,
      status: "skipped" as const,
      reason,
    });
    const steps = [
      skipped("gateway", "no gateway on the way"),
      skipped("scope", "the caller has no proxy"),
      skipped("mtls", "no handshake is tried"),
    ];
    expect(told({ steps })).toContain(
      [
        "    not on the way  · Gateway",
        "    no proxy        · Sidecar scope",
        "    skipped         · mTLS: no handshake is tried",
      ].join("\n"),
    );
  });

  test("what has to be done elsewhere", () => {
    expect(toText(degraded)).not.toContain("Run\n");
  });
});
