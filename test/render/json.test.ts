import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { type Layer, type Severity, stepIds } from "../../src/model/check.ts";
import type { StepStatus, Verdict } from "../../src/model/diagnosis.ts";
import type { Disposition } from "../../src/model/disposition.ts";
import { absence } from "../../src/model/evidence.ts";
import type { Change } from "../../src/model/fix.ts";
import { fraction } from "../../src/model/fraction.ts";
import type { HopKind, Side } from "../../src/model/trace.ts";
import { jsonText, toJson } from "../../src/render/json.ts";
import { hostile } from "./hostile.ts";
import { branch, call, charge, delivered, end, fork, observed, sampleDiagnosis } from "./sample-diagnosis.ts";
import { broken, degraded, samples, twoFaults } from "./samples.ts";

const schema = JSON.parse(readFileSync(join(import.meta.dirname, "../../schema/diagnosis.v1.schema.json"), "utf8"));
const named = Object.entries(samples);

describe("toJson()", () => {
  test.each(named)("writes %s", async (name, diagnosis) => {
    await expect(jsonText(diagnosis)).toMatchFileSnapshot(`golden/${name}.json`);
  });

  test("has the fields of the contract, in its order", () => {
    expect(Object.keys(toJson(broken))).toEqual([
      ...["schema", "question", "observedAt", "window", "istioVersion", "verdict", "basis", "summary", "culprit"],
      ...["findings", "advice", "steps", "flows", "restrictions", "observed", "since", "changes", "alsoHit", "nextHop"],
      ...["maySettle", "gaps", "assumptions", "stats"],
    ]);
  });

  test("merges equal endings, the biggest share first", () => {
    const flaky = end({ disposition: "no-endpoint", station: "endpoint", httpStatus: 503, responseFlag: "UH" });
    const start = fork("route", "three ways", [
      branch(fraction(1, 10), "a", flaky),
      branch(fraction(3, 10), "b", delivered()),
      branch(fraction(6, 10), "c", flaky),
    ]);
    const [flow] = toJson(sampleDiagnosis({ traces: [{ flow: charge, start, assumptions: [] }] })).flows;
    expect(flow?.outcomes.map(({ disposition, share, httpStatus }) => ({ disposition, share, httpStatus }))).toEqual([
      { disposition: "no-endpoint", share: 0.7, httpStatus: 503 },
      { disposition: "delivered", share: 0.3, httpStatus: null },
    ]);
  });

  test("tells all addresses of which any may be called", () => {
    const addresses = ["10.0.2.1", "10.0.2.2"];
    const flow = { ...charge, host: "10.0.2.1", anyOf: addresses };
    const told = toJson(sampleDiagnosis({ traces: [{ flow, start: delivered(), assumptions: [] }] }));
    expect(told.flows[0]?.request).toMatchObject({
      text: "POST payment:8080/charge",
      host: "10.0.2.1",
      anyOf: addresses,
    });
    expect(new Ajv2020({ strict: false }).compile(schema)(JSON.parse(JSON.stringify(told)))).toBe(true);
  });

  test("keeps endings apart that took a different time", () => {
    const slow = { ...delivered(), delayMs: 5000 };
    const start = fork("fault", "half are delayed", [
      branch(fraction(1, 2), "", slow),
      branch(fraction(1, 2), "", delivered()),
    ]);
    const [flow] = toJson(sampleDiagnosis({ traces: [{ flow: charge, start, assumptions: [] }] })).flows;
    expect(flow?.outcomes.map(({ delayMs }) => delayMs)).toEqual([5000, undefined]);
  });

  test("joins the commands of a fix line by line", () => {
    expect(toJson(twoFaults).findings[0]?.fix?.command.split("\n")).toHaveLength(2);
    expect(toJson(degraded).findings[0]?.fix?.command).toBe("");
  });
});

describe("jsonText()", () => {
  test("is JSON of the same value, whatever the cluster holds, and nothing that a terminal obeys", () => {
    const diagnosis = hostile(broken);
    const text = jsonText(diagnosis);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(toJson(diagnosis))));
    expect(text).not.toMatch(/[^\P{Cc}\n]/u);
    expect(text).not.toMatch(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u);
  });

  test("ends with a newline", () => {
    expect(jsonText(broken).endsWith("}\n")).toBe(true);
  });
});

describe("the published schema", () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);
  const validateClosed = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(closed(schema));

  test.each(named)("accepts %s", (_name, diagnosis) => {
    validate(JSON.parse(jsonText(diagnosis)));
    expect(validate.errors).toBeNull();
  });

  test.each(named)("describes every field of %s", (_name, diagnosis) => {
    validateClosed(JSON.parse(jsonText(diagnosis)));
    expect(validateClosed.errors).toBeNull();
  });

  test("accepts every kind of change, evidence that was left out, and what failures suggest", () => {
    const [first] = broken.findings;
    if (first?.fix === undefined) throw new Error("The sample has no fix");
    const object = { kind: "Sidecar", spec: {} };
    const changes: Change[] = [
      { kind: "create", ref: first.resource, object },
      { kind: "delete", ref: first.resource },
    ];
    const because = Array.from({ length: 40 }, (_, index) => absence(`no thing ${index}`));
    const calls = [call(1, "503 UF", "client-proxy", true)];
    const hypotheses = [{ classIds: ["K05"], sentence: "nothing listens" }];
    const json = toJson({
      ...broken,
      findings: [{ ...first, fix: { ...first.fix, changes, weakens: true } }],
      traces: [
        { flow: charge, start: { ...delivered(), because, grpcStatus: 0 }, assumptions: ["the token is valid"] },
      ],
      observed: { ...observed(calls), failures: [{ signature: "503 UF", calls, hypotheses }] },
    });
    expect(json.findings[0]?.fix?.changes.map(({ kind }) => kind)).toEqual(["create", "delete"]);
    expect(json.flows[0]?.outcomes[0]?.becauseOmitted).toBe(8);
    expect(json.observed.signatures).toEqual([{ signature: "503 UF", count: 1, suggests: hypotheses }]);
    validateClosed(json);
    expect(validateClosed.errors).toBeNull();
  });

  test("accepts fields that it does not know, as v1 gains some", () => {
    expect(validate({ ...toJson(broken), mood: "calm" })).toBe(true);
  });

  test.each<[string, (json: Record<string, unknown>) => unknown]>([
    ["another schema", (json) => ({ ...json, schema: "meshwhy.diagnosis/v2" })],
    ["a verdict that is none", (json) => ({ ...json, verdict: "fine" })],
    ["a missing culprit", ({ culprit: _, ...json }) => json],
    ["a culprit without a path", (json) => ({ ...json, culprit: { kind: "Service" } })],
    ["a share above one", (json) => ({ ...json, flows: [{ ...toJson(broken).flows[0], outcomes: [{ share: 2 }] }] })],
    ["a fix that is not verified", (json) => ({ ...json, findings: [unverified()] })],
    ["an unknown step", (json) => ({ ...json, steps: [{ ...toJson(broken).steps[0], step: "luck" }] })],
  ])("refuses %s", (_title, change) => {
    expect(validate(change(JSON.parse(jsonText(broken))))).toBe(false);
  });

  test("lists what the model lists", () => {
    const { $defs: defs, properties } = schema;
    const outcome = defs.outcome.properties;
    expect(defs.step.enum).toEqual(stepIds);
    expect(new Set(outcome.disposition.enum)).toEqual(keys(dispositions));
    expect(new Set(outcome.station.enum)).toEqual(keys(stations));
    expect(new Set(outcome.at.enum)).toEqual(keys(sides));
    expect(new Set(properties.verdict.enum)).toEqual(keys(verdicts));
    expect(new Set(defs.stepResult.properties.status.enum)).toEqual(keys(statuses));
    expect(new Set(defs.finding.properties.severity.enum)).toEqual(keys(severities));
    expect(new Set(defs.finding.properties.layer.enum)).toEqual(keys(layers));
  });
});

const dispositions: Record<Disposition, true> = {
  delivered: true,
  answered: true,
  "failed-by-rule": true,
  misrouted: true,
  "name-not-found": true,
  blocked: true,
  "no-route": true,
  "no-cluster": true,
  "no-endpoint": true,
  refused: true,
  reset: true,
  "tls-error": true,
  "protocol-error": true,
  unauthenticated: true,
  denied: true,
  hangs: true,
  loops: true,
  unknown: true,
};
const stations: Record<HopKind, true> = {
  capture: true,
  resolve: true,
  gateway: true,
  listener: true,
  route: true,
  fault: true,
  cluster: true,
  endpoint: true,
  network: true,
  tls: true,
  authentication: true,
  authorization: true,
  inbound: true,
};
const sides: Record<Side, true> = { client: true, server: true, gateway: true, waypoint: true, network: true };
const verdicts: Record<Verdict, true> = { healthy: true, degraded: true, broken: true, unknown: true };
const statuses: Record<StepStatus, true> = { passed: true, failed: true, warned: true, skipped: true, unknown: true };
const severities: Record<Severity, true> = { error: true, warning: true, info: true };
const layers: Record<Layer, true> = {
  kubernetes: true,
  injection: true,
  routing: true,
  "traffic-policy": true,
  security: true,
  gateway: true,
  network: true,
  proxy: true,
  application: true,
};

function keys(record: Readonly<Record<string, true>>): Set<string> {
  return new Set(Object.keys(record));
}

function unverified(): unknown {
  const [finding] = toJson(broken).findings;
  return { ...finding, fix: { ...finding?.fix, verified: false } };
}

/** The schema with every object closed, so that a field which is not described is refused. */
function closed(value: unknown): object {
  if (Array.isArray(value))
    return value.map((item) => (typeof item === "object" && item !== null ? closed(item) : item));
  const entries = Object.entries(value as object)
    .filter(([key]) => key !== "$id")
    .map(([key, child]) => [key, typeof child === "object" && child !== null ? closed(child) : child]);
  const copy = Object.fromEntries(entries);
  return copy.properties === undefined || copy.type !== "object" ? copy : { ...copy, additionalProperties: false };
}
