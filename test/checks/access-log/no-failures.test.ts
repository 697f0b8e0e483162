import { describe, expect, test } from "vitest";
import { noFailures } from "../../../src/checks/access-log/no-failures.ts";
import { observe } from "../../../src/diagnose/observe.ts";
import { createMesh } from "../../../src/mesh/create-mesh.ts";
import { toNumber } from "../../../src/model/fraction.ts";
import type { LogEntry } from "../../../src/model/log-entry.ts";
import type { Trace } from "../../../src/model/trace.ts";
import {
  clientLine,
  clients,
  deployment,
  pair,
  serverLine,
  servers,
  service,
  turnedAway,
} from "../../support/sightings.ts";
import { delivered, failing, traceTo } from "../../support/traces.ts";

const mesh = createMesh({ resources: {}, gaps: [], at: "2026-11-20T00:00:00Z" });

const unhealthy = { code: 503, flags: ["UH"], details: "no_healthy_upstream", upstreamHost: undefined };
const reset = { code: 503, flags: ["UC"], details: "upstream_reset_before_response_started{connection_termination}" };

function observed(logs: readonly LogEntry[], changedAt?: string) {
  const loggedPods = [...clients, ...servers].map(({ ref }) => `${ref.namespace}/${ref.name}`);
  return observe({ logs, loggedPods, pair, serverPods: servers, flow: undefined, changedAt });
}

function run(logs: readonly LogEntry[], traces: readonly Trace[] = [traceTo(delivered)]) {
  return noFailures.run({ traces, observed: observed(logs), pair, mesh });
}

/** So many calls, of which the first few are so. */
function calls(count: number, failed: number, more: Partial<LogEntry>): readonly LogEntry[] {
  return Array.from({ length: count }, (_, i) => clientLine(i, i < failed ? more : {}));
}

describe("calls that a proxy failed though the model delivers", () => {
  test.each([
    [40, 40, "error"],
    [40, 38, "error"],
    [100, 1, "error"],
    [200, 1, "warning"],
  ] as const)("of %i calls %i: %s", (all, failed, severity) => {
    const [finding, ...more] = run(calls(all, failed, unhealthy));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ severity, basis: "traffic", layer: "proxy", flow: 0 });
    expect(finding && toNumber(finding.share)).toBe(failed / all);
  });

  test("the summary counts, names and guesses", () => {
    const [finding] = run(calls(10, 4, unhealthy));
    expect(finding?.summary).toBe(
      "4 of 10 calls fail with 503 UH no_healthy_upstream, which the configuration does not explain; " +
        "it looks as if the caller's proxy has no healthy endpoint of the callee",
    );
    expect(finding?.resource).toEqual({ ref: service.ref, path: "spec" });
    expect(finding?.advice[0]?.why).toContain("K02");
    expect(finding?.evidence.map((evidence) => evidence.kind === "log" && evidence.at)).toEqual([
      "2026-11-20T14:00:00.000Z",
      "2026-11-20T14:00:03.000Z",
    ]);
  });

  test("several ways to fail are one finding, the most frequent first", () => {
    const [finding, ...more] = run([
      ...calls(3, 3, unhealthy),
      clientLine(10, { code: 503, flags: ["UO"] }),
      clientLine(11),
    ]);
    expect(more).toEqual([]);
    expect(finding?.summary).toContain("3 of 5 calls fail with 503 UH no_healthy_upstream (and 1 in other ways)");
    expect(finding && toNumber(finding.share)).toBe(0.8);
    expect(finding?.advice).toHaveLength(2);
  });

  test("the workload whose pods took the calls is looked at first", () => {
    const [finding] = run([clientLine(1, { code: 503, details: "via_upstream" }), serverLine(1, reset)]);
    expect(finding?.resource).toEqual({ ref: deployment, path: "spec.template" });
    expect(finding?.evidence).toHaveLength(2);
  });

  test("a policy that the log names is looked at first", () => {
    const details = "rbac_access_denied_matched_policy[ns[shop]-policy[payment-callers]-rule[1]]";
    const [finding] = run([clientLine(1, { code: 403 }), serverLine(1, { code: 403, details })]);
    expect(finding).toMatchObject({
      layer: "security",
      resource: {
        ref: { kind: "AuthorizationPolicy", namespace: "shop", name: "payment-callers" },
        path: "spec.rules[1]",
      },
    });
  });

  test("clients that hung up and what the application answered are nothing", () => {
    expect(run(calls(5, 5, { code: 0, flags: ["DC"] }))).toEqual([]);
    expect(run([clientLine(1, { code: 500 }), serverLine(1, { code: 500 }), clientLine(2, { code: 404 })])).toEqual([]);
  });
});

describe("failures that the trace explains are no second finding", () => {
  test.each([
    ["by flag", failing({ httpStatus: 503, responseFlag: "UH" }), calls(2, 2, unhealthy)],
    [
      "by one of several flags",
      failing({ httpStatus: 503, responseFlag: "URX,UF" }),
      calls(2, 2, { code: 503, flags: ["UF"] }),
    ],
    ["by flag, where nothing is answered", failing({ responseFlag: "NR" }), [turnedAway(1)]],
    [
      "by details",
      failing({
        disposition: "denied",
        at: "server",
        httpStatus: 403,
        responseFlag: "-",
        responseDetails: "rbac_access_denied_matched_policy[none]",
      }),
      [clientLine(1, { code: 403 }), serverLine(1, { code: 403, details: "rbac_access_denied_matched_policy[none]" })],
    ],
    [
      "by cause, seen from the other end",
      failing({
        httpStatus: 503,
        responseFlag: "UC",
        cause: {
          code: "plaintext-to-strict",
          policy: undefined,
          client: { code: "auto-mtls-off", spot: undefined },
          server: service.ref,
          port: 8080,
        },
      }),
      [turnedAway(1)],
    ],
  ] as const)("%s", (_how, end, logs) => {
    expect(run(logs, [traceTo(end)])).toEqual([]);
    expect(run(logs, [traceTo(delivered, end)])).toEqual([]);
  });

  test.each([
    ["another flag", failing({ httpStatus: 503, responseFlag: "UF" })],
    ["another status", failing({ httpStatus: 500, responseFlag: "UH" })],
    ["no line at all", failing({ disposition: "hangs" })],
    ["a status without a flag", failing({ httpStatus: 503, responseFlag: "-" })],
  ])("but %s does not explain", (_what, end) => {
    expect(run(calls(2, 2, unhealthy), [traceTo(delivered, end)])).toMatchObject([{ severity: "error" }]);
  });

  test("what else fails where nothing arrives by the model is a warning", () => {
    const ends = [failing({ httpStatus: 503, responseFlag: "UF" })];
    expect(run(calls(2, 2, unhealthy), [traceTo(...ends)])).toMatchObject([{ severity: "warning" }]);
  });

  test("any other request's ending explains too; and it is enough that one arrives", () => {
    const other = traceTo(failing({ httpStatus: 503, responseFlag: "UH" }));
    expect(run(calls(2, 2, unhealthy), [traceTo(delivered), other])).toEqual([]);
    expect(run(calls(2, 2, reset), [other, traceTo(delivered)])).toMatchObject([{ severity: "error" }]);
  });
});

describe("calls that came back failed, and nobody knows from whom", () => {
  test.each([
    [5, 1, "info"],
    [100, 6, "info"],
    [20, 5, "warning"],
  ] as const)("of %i calls %i: %s", (all, failed, severity) => {
    const [finding, ...more] = run(calls(all, failed, { code: 503 }));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ severity, resource: { ref: deployment } });
    expect(finding?.summary).toContain("only the log of its proxy would tell");
  });
});

test("without calls it does not speak, and says why", () => {
  const why = (logs: readonly LogEntry[], changedAt?: string) =>
    noFailures.undecided?.({ traces: [], observed: observed(logs, changedAt), pair, mesh })?.reason;
  expect(why([])).toBe("no access log of either end was read");
  expect(
    why([clientLine(1, { authority: "x", upstreamCluster: "outbound|80||x", downstreamLocalAddress: undefined })]),
  ).toBe("the access logs show no call of this pair");
  expect(why([clientLine(1)], "2026-11-21T00:00:00Z")).toBe(
    "the access logs show no call of this pair since the last change",
  );
  expect(why([clientLine(1)])).toBeUndefined();
});
