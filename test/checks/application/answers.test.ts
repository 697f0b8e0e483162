import { describe, expect, test } from "vitest";
import { answers } from "../../../src/checks/application/answers.ts";
import { observe } from "../../../src/diagnose/observe.ts";
import { toNumber } from "../../../src/model/fraction.ts";
import type { LogEntry } from "../../../src/model/log-entry.ts";
import type { Trace } from "../../../src/model/trace.ts";
import {
  clientLine,
  clients,
  deployment,
  entry,
  pair,
  serverLine,
  servers,
  workload,
} from "../../support/sightings.ts";
import { delivered, failing, traceTo } from "../../support/traces.ts";

const canary = { ...deployment, name: "payment-v2" };

function observed(logs: readonly LogEntry[]) {
  const serverPods = [...servers, workload("payment-v2-1", "10.0.2.3", canary)];
  const loggedPods = [...clients, ...serverPods].map(({ ref }) => `${ref.namespace}/${ref.name}`);
  return observe({ logs, loggedPods, pair, serverPods, flow: undefined, changedAt: undefined });
}

function run(logs: readonly LogEntry[], trace: Trace = traceTo(delivered)) {
  return answers.run({ traces: [trace], observed: observed(logs), pair });
}

/** So many calls that both ends logged, the first few of them with this status. */
function calls(count: number, failed: number, code: number): readonly LogEntry[] {
  return Array.from({ length: count }, (_, i) => i).flatMap((i) => {
    const status = { code: i < failed ? code : 200 };
    return [clientLine(i, status), serverLine(i, status)];
  });
}

describe("what the application answers", () => {
  test.each([
    [11, 11, "error"],
    [5, 1, "error"],
    [50, 5, "error"],
    [4, 4, "info"],
    [51, 5, "info"],
  ] as const)("of %i calls %i with 500: %s", (all, failed, severity) => {
    const [finding, ...more] = run(calls(all, failed, 500));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      severity,
      layer: "application",
      basis: "traffic",
      resource: { ref: deployment, path: "spec.template" },
      summary: `The mesh delivers; payment itself answers ${failed} of ${all} calls with 500`,
    });
    expect(finding && toNumber(finding.share)).toBeCloseTo(failed / all, 5);
  });

  test("a status below 500 is mentioned only", () => {
    const [finding, ...more] = run(calls(10, 10, 404));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ severity: "info", advice: [] });
    expect(finding?.summary).toBe("The mesh delivers; payment itself answers 10 of 10 calls with 404");
  });

  test("several statuses are named, the most frequent first", () => {
    const logs = [500, 503, 503, 502, 200].flatMap((code, i) => [clientLine(i, { code }), serverLine(i, { code })]);
    expect(run(logs)[0]?.summary).toContain("4 of 5 calls with 503, 500 and 502");
  });

  test("good answers, and answers of unknown origin, are nothing", () => {
    expect(run(calls(10, 0, 500))).toEqual([]);
    expect(run([1, 2, 3, 4, 5].map((at) => clientLine(at, { code: 503 })))).toEqual([]);
    expect(run([clientLine(1, { code: 503 }), serverLine(1, { code: 503, flags: ["UF"], details: "x" })])).toEqual([]);
  });

  test("the workload that answered most of them is the one", () => {
    const of = (pod: string, at: number) => {
      const line = serverLine(at, { code: 500 });
      return [clientLine(at, { code: 500 }), { ...line, pod: { ...line.pod, name: pod } }];
    };
    const logs = [
      of("payment-1", 1),
      of("payment-v2-1", 2),
      of("payment-v2-1", 3),
      of("payment-1", 4),
      of("payment-v2-1", 5),
    ];
    expect(run(logs.flat())[0]?.resource).toEqual({ ref: canary, path: "spec.template" });
  });

  test("it says whose log to read, and where to ask next", () => {
    const refused = { code: 0, flags: ["UF"], transportFailure: "delayed_connect_error:_111" };
    const next = entry("payment-1", 1, { upstreamCluster: "outbound|443||bank.example", ...refused });
    const [finding] = run([...calls(5, 5, 500), next]);
    expect(finding?.advice).toEqual([
      {
        summary: "Read payment's own log from 2026-11-20T14:00:00.000Z on",
        why: "both ends log that the answer is the application's",
        command: "kubectl logs -n shop deployment/payment --since-time=2026-11-20T14:00:00.000Z",
      },
      {
        summary: "Ask about the next hop: 1 of 1 of payment's own calls to bank.example fail in the same time",
        why: "0 UF delayed_connect_error:_111",
        command: "mesh why shop/payment bank.example",
      },
    ]);
  });

  test("a host that a caller made up gets into no command", () => {
    const next = entry("payment-1", 1, {
      code: 502,
      details: "direct_response",
      routeName: "block_all",
      authority: "$(reboot)",
    });
    const [, hop] = run([...calls(5, 5, 500), next])[0]?.advice ?? [];
    expect(hop?.summary).toContain("$(reboot)");
    expect(hop).not.toHaveProperty("command");
  });

  test("where nothing arrives by the model, it does not claim that the mesh delivers", () => {
    const [finding] = run(calls(10, 10, 500), traceTo(failing({ responseFlag: "UC", httpStatus: 503 })));
    expect(finding).toMatchObject({ severity: "info" });
    expect(finding?.summary).toMatch(/^Of the calls that were delivered, payment itself answers 10 of 10/);
  });
});

test("it does not speak without calls, nor where only the callee's log would tell", () => {
  const why = (logs: readonly LogEntry[]) => answers.undecided?.({ traces: [], observed: observed(logs), pair });
  expect(why([])).toEqual({ status: "skipped", reason: "no call of this pair in the access logs" });
  expect(why([clientLine(1, { code: 503 }), clientLine(2)])).toMatchObject({ status: "unknown" });
  expect(why([clientLine(1), clientLine(2, { code: 404 })])).toBeUndefined();
});
