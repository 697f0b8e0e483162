/** Rule 6: calls that failed never make an answer better. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../src/model/diagnosis.ts";
import type { LogEntry } from "../../src/model/log-entry.ts";
import { asked, snapshotOfFolder, stories } from "../support/folders.ts";
import { type Names, objectsOfPlan, type Plan, plans, questionOf, someNames } from "../support/generated-mesh.ts";
import { runs } from "../support/runs.ts";
import { snapshotOf } from "../support/snapshot.ts";
import { why } from "../support/why.ts";

const worse: Readonly<Record<Verdict, number>> = { healthy: 0, unknown: 1, degraded: 2, broken: 3 };

/** Ways in which the caller's proxy tells of a failure. */
const failures: readonly Partial<LogEntry>[] = [
  { code: 503, flags: ["UF", "URX"], details: "upstream_reset_before_response_started{connection_timeout}" },
  { code: 503, flags: ["UC"], details: "upstream_reset_before_response_started{connection_termination}" },
  { code: 503, flags: ["UH"], details: "no_healthy_upstream" },
  { code: 503, flags: ["NC"], details: "cluster_not_found" },
  { code: 404, flags: ["NR"], details: "route_not_found" },
  { code: 500, flags: [], details: "via_upstream" },
];

test("failing lines of a generated mesh", () => {
  fc.assert(
    fc.property(
      plans,
      fc.nat({ max: 30 }),
      fc.nat({ max: 12 }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(...failures),
      (plan, good, bad, more, failure) => {
        const objects = objectsOfPlan(plan, someNames);
        const verdictWith = (failing: number): Verdict => {
          const logs = [...Array(good + failing).keys()].map((i) => line(plan, someNames, i, i < good ? {} : failure));
          const pod = logs[0]?.pod;
          const loggedPods = pod === undefined ? [] : [`${pod.namespace}/${pod.name}`];
          return why(questionOf(plan, someNames), snapshotOf(objects, { logs, loggedPods })).verdict;
        };
        expect(worse[verdictWith(bad + more)]).toBeGreaterThanOrEqual(worse[verdictWith(bad)]);
      },
    ),
    runs(80),
  );
});

describe.each(stories.map((story) => [story.name, story] as const))("failing lines of the story %s", (_, story) => {
  const { folder, ask } = story;
  const snapshot = snapshotOfFolder(folder);
  const sample = snapshot.logs.findLast(
    ({ pod, upstreamCluster, method, path }) =>
      pod.name.startsWith(ask.from) &&
      upstreamCluster?.includes("payment.shop") === true &&
      `${method} ${path}` === ask.request,
  );

  test("never make it better", () => {
    if (sample === undefined) return;
    let last = worse[why(asked(ask), snapshot).verdict];
    for (const count of [1, 5, 40, 400, 4000]) {
      const added = [...Array(count)].map((_, i) =>
        at(sample, Date.parse(snapshot.at) + 1000 + i, failures[i % 2] ?? {}),
      );
      const now = worse[why(asked(ask), { ...snapshot, logs: [...snapshot.logs, ...added] }).verdict];
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
    if (story.name === "healthy") expect(last).toBe(worse.broken);
  });
});

function line(plan: Plan, { namespaces, apps }: Names, second: number, more: Partial<LogEntry>): LogEntry {
  const of = (app: number): string => namespaces[plan.apps[app]?.namespace ?? 0];
  const host = `${apps[plan.callee]}.${of(plan.callee)}.svc.cluster.local`;
  const pod = { apiVersion: "v1", kind: "Pod", namespace: of(0), name: `${apps[0]}-0` };
  const { method = "GET", path = "/" } = plan.request ?? {};
  const base: LogEntry = {
    pod,
    container: "istio-proxy",
    place: { file: "istio-proxy.log", line: second },
    line: "",
    at: "",
    method,
    path,
    code: 200,
    flags: [],
    details: "via_upstream",
    durationMs: 5,
    authority: `${host}:8080`,
    requestId: `id-${second}`,
    upstreamHost: `10.0.${plan.callee}.1:8080`,
    upstreamCluster: `outbound|8080||${host}`,
    upstreamLocalAddress: "10.0.0.1:40000",
    downstreamRemoteAddress: "10.0.0.1:50000",
  };
  return at(base, Date.UTC(2025, 5, 1, 12) + second * 1000, more);
}

function at(entry: LogEntry, time: number, more: Partial<LogEntry>): LogEntry {
  const moment = new Date(time).toISOString();
  return { ...entry, ...more, at: moment, requestId: `added-${time}`, line: `${moment} ${more.code ?? entry.code}` };
}
