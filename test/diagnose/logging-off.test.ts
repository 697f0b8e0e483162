import { describe, expect, test } from "vitest";
import { answer } from "../../src/diagnose/answer.ts";
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import { caseSnapshot } from "../checks/case-snapshot.ts";
import { parseCase } from "../checks/parse-case.ts";
import { whyPlaybook } from "../support/why.ts";

const line =
  '# log: shop/checkout-5c6d7-a1b2c [2026-11-20T11:59:00.000Z] "GET / HTTP/1.1" 200 - via_upstream - "-" 0 5 3 2 "-" "curl" "9d1f" "payment:8080" "10.0.1.6:8080" outbound|8080||payment.shop.svc.cluster.local 10.0.1.5:1 10.96.0.11:8080 10.0.1.5:2 - default';

describe("where access logging is off", () => {
  test("the logs' step says so, for whom, and how to turn it on for the workloads alone", () => {
    const diagnosis = asked("{ accessLogging: [{ disabled: true }] }");
    expect(reasonOf(diagnosis)).toBe("access logging is off for checkout and payment");
    expect(diagnosis.advice.map(({ summary }) => summary)).toEqual([
      "Turn on access logging for checkout to see what becomes of calls",
      "Turn on access logging for payment to see what becomes of calls",
    ]);
    const objects = diagnosis.advice.map(
      ({ command }) => JSON.parse(/^echo '(.*)' \| kubectl apply -f -$/.exec(command ?? "")?.[1] ?? "null") as unknown,
    );
    expect(objects[1]).toEqual({
      apiVersion: "telemetry.istio.io/v1",
      kind: "Telemetry",
      metadata: { name: "payment-access-log", namespace: "shop" },
      spec: { selector: { matchLabels: { app: "payment" } }, accessLogging: [{ providers: [{ name: "envoy" }] }] },
    });
  });

  test("the advice, followed, turns it on", () => {
    const [, advice] = asked("{ accessLogging: [{ disabled: true }] }").advice;
    const object = /^echo '(.*)' \|/.exec(advice?.command ?? "")?.[1] ?? "";
    expect(reasonOf(asked("{ accessLogging: [{ disabled: true }] }", [object]))).toBe(
      "access logging is off for checkout",
    );
  });

  test("for one workload only, the other is not named", () => {
    const spec = "{ selector: { matchLabels: { app: payment } }, accessLogging: [{ disabled: true }] }";
    expect(reasonOf(asked(spec))).toBe("access logging is off for payment");
  });

  test("for the calls of one side only, the other side is not named", () => {
    const spec = "{ accessLogging: [{ match: { mode: CLIENT }, disabled: true }] }";
    expect(reasonOf(asked(spec))).toBe("access logging is off for checkout");
  });

  test("and the other end's log was read, both are said", () => {
    const spec = "{ selector: { matchLabels: { app: payment } }, accessLogging: [{ disabled: true }] }";
    expect(
      reasonOf(asked(spec, [], line.replace("payment:8080", "other").replaceAll("payment.shop", "other.shop"))),
    ).toBe("access logging is off for payment, and the other end's log shows no call");
  });

  test("calls that were logged before count all the same", () => {
    const diagnosis = asked("{ accessLogging: [{ disabled: true }] }", [], line);
    expect(diagnosis.observed.calls.length).toBe(1);
    expect(reasonOf(diagnosis)).toBeUndefined();
    expect(diagnosis.advice).toEqual([]);
  });
});

function asked(spec: string, more: readonly string[] = [], header = "#"): Diagnosis {
  const given = caseOf(spec, more, header);
  return answer(given.question, whyPlaybook, caseSnapshot(given));
}

function caseOf(spec: string, more: readonly string[] = [], header = "#") {
  const telemetry = `apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: { name: logs, namespace: shop, creationTimestamp: "2026-11-10T09:00:00Z" }
spec: ${spec}`;
  const head = ["# case", '# ask: shop/checkout shop/payment --request "GET /"', "# expect: healthy", header];
  return parseCase([[...head, "# base: two-services"].join("\n"), telemetry, ...more].join("\n---\n"));
}

function reasonOf({ steps }: Diagnosis): string | undefined {
  return steps.find(({ check }) => check === "access-log/no-failures")?.reason;
}
