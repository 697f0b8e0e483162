/** What proxies say of themselves changes an answer only where it differs from the model. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import type { ProxyState } from "../../src/model/proxy-state.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { objectsOfPlan, plans, questionOf, someNames } from "../support/generated-mesh.ts";
import { proxiesOf } from "../support/proxies-of.ts";
import { runs } from "../support/runs.ts";
import { snapshotOf } from "../support/snapshot.ts";
import { why } from "../support/why.ts";

/** An hour after the last change, when nothing may settle any more. */
const at = "2026-06-01T12:00:00Z";

test("proxies that hold what the model says raise no finding, and change nothing else", () => {
  let agreed = 0;
  fc.assert(
    fc.property(plans, (plan) => {
      const snapshot = snapshotOf(objectsOfPlan(plan, someNames), { at });
      const alone = why(questionOf(plan, someNames), snapshot);
      const beside = why(questionOf(plan, someNames), { ...snapshot, proxies: proxiesOf(snapshot) });
      expect(proxySteps(beside)).toHaveLength(3);
      expect(proxySteps(beside).filter(({ status }) => status === "failed" || status === "warned")).toEqual([]);
      expect(withoutProxySteps(beside)).toEqual(withoutProxySteps(alone));
      agreed += proxySteps(beside).filter(({ status }) => status === "passed").length;
    }),
    runs(100),
  );
  expect(agreed).toBeGreaterThan(0);
});

test("without their word there is no step about proxies", () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const snapshot = snapshotOf(objectsOfPlan(plan, someNames), { at });
      expect(proxySteps(why(questionOf(plan, someNames), snapshot))).toEqual([]);
    }),
    runs(20),
  );
});

test("proxies that tell nothing change nothing, and never pass", () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const snapshot = snapshotOf(objectsOfPlan(plan, someNames), { at });
      const silent = { ...snapshot, proxies: proxiesOf(snapshot).map(({ pod }) => ({ pod })) };
      const diagnosis = why(questionOf(plan, someNames), silent);
      expect(proxySteps(diagnosis).every(({ status }) => status === "unknown" || status === "skipped")).toBe(true);
      expect(withoutProxySteps(diagnosis)).toEqual(withoutProxySteps(why(questionOf(plan, someNames), snapshot)));
    }),
    runs(30),
  );
});

test("proxies that hold nothing at all never turn an answer to healthy", () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const snapshot = snapshotOf(objectsOfPlan(plan, someNames), { at });
      const empty = withProxies(snapshot, (state) => ({
        ...state,
        held: {
          hosts: state.held?.hosts ?? [],
          clusters: [],
          routes: [],
          inbound: { policies: [], plaintext: [] },
          rejected: [],
        },
      }));
      const alone = why(questionOf(plan, someNames), snapshot);
      const beside = why(questionOf(plan, someNames), empty);
      if (alone.verdict !== "healthy") expect(beside.verdict).not.toBe("healthy");
      if (beside.verdict === "unknown") expect(beside.culprit).toBeUndefined();
    }),
    runs(60),
  );
});

test("an object that no proxy holds is never to blame", () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const snapshot = snapshotOf(objectsOfPlan(plan, someNames), { at });
      const { verdict, culprit } = why(questionOf(plan, someNames), withProxies(snapshot, withoutObjects));
      if (verdict !== "broken" && verdict !== "degraded") return;
      expect(culprit).toBeDefined();
      expect(["AuthorizationPolicy", "DestinationRule", "VirtualService"]).not.toContain(culprit?.kind);
    }),
    runs(100),
  );
});

/** What it would hold if there were no policy, no rule and no route; clusters of subsets stay where they are. */
function withoutObjects(state: ProxyState): ProxyState {
  const { held } = state;
  if (held === undefined) return state;
  return {
    ...state,
    held: {
      ...held,
      clusters: (held.clusters ?? []).map(({ name }) => ({ name })),
      routes: (held.routes ?? []).map((row) => ({ ...row, virtualServices: [] })),
      inbound: { policies: [], plaintext: held.inbound?.plaintext ?? [] },
    },
  };
}

function withProxies(snapshot: Snapshot, change: (state: ProxyState) => ProxyState): Snapshot {
  return { ...snapshot, proxies: proxiesOf(snapshot).map(change) };
}

function proxySteps({ steps }: Diagnosis): Diagnosis["steps"] {
  return steps.filter(({ check }) => check.startsWith("proxy/"));
}

function withoutProxySteps(diagnosis: Diagnosis): Diagnosis {
  return { ...diagnosis, steps: diagnosis.steps.filter(({ check }) => !check.startsWith("proxy/")) };
}
