/** Everybody else: who else is hit, and whom a change touches. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bystanders } from "../../src/diagnose/bystanders.ts";
import { callerClasses } from "../../src/diagnose/caller-class.ts";
import { flowsFor } from "../../src/diagnose/flows.ts";
import { otherCallers } from "../../src/diagnose/other-callers.ts";
import { resolvePair } from "../../src/diagnose/resolve-pair.ts";
import { questionFrom } from "../../src/faces/question/question-from.ts";
import { createMesh } from "../../src/mesh/create-mesh.ts";
import type { Flow } from "../../src/model/flow.ts";
import type { Mesh } from "../../src/model/mesh.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { asked, snapshotOfFolder, stories } from "../support/folders.ts";
import { objectsOfPlan, plans, questionOf, someNames } from "../support/generated-mesh.ts";
import { type Given, manifest, pod } from "../support/manifests.ts";
import { runs } from "../support/runs.ts";
import { smallMesh } from "../support/small-mesh.ts";
import { overlaid, snapshotOf } from "../support/snapshot.ts";
import { meshWith, ways } from "../support/walk.ts";
import { why } from "../support/why.ts";

/** Other callers of payment: two more workloads of namespace shop, and one of its own pods beside. */
const caller = (name: string, number: number, more: Partial<Parameters<typeof pod>[1]> = {}) =>
  pod(`shop/${name}-1`, {
    labels: `app: ${name}`,
    ip: `10.0.5.${number}`,
    serviceAccount: name,
    owner: `Deployment ${name}`,
    ...more,
  });
const others: readonly Given[] = [caller("refunds", 1), caller("returns", 2)];

function scene(mesh: Mesh): {
  readonly mesh: Mesh;
  readonly pair: ReturnType<typeof resolvePair>;
  readonly flow: Flow;
} {
  const question = questionFrom({ from: "checkout", to: "payment", port: "8080", request: "GET /" });
  const pair = resolvePair(mesh, question);
  const [flow] = flowsFor(mesh, pair, question, []).flows;
  return { mesh, pair, flow };
}

describe("other callers", () => {
  test("are the workloads of both ends' namespaces, but for the caller and gateways", () => {
    const { mesh, pair } = scene(meshWith(others));
    expect(
      otherCallers(mesh, pair)
        .map(({ workload }) => workload.owner.name)
        .sort(),
    ).toEqual(["orders", "payment", "refunds", "returns"]);
  });
});

describe("what a change does to them", () => {
  const effects = (before: readonly Given[], after: readonly Given[]): readonly string[] => {
    const { mesh, pair, flow } = scene(meshWith([...others, ...before]));
    return bystanders(mesh, pair, flow, () => undefined).effectsOf(meshWith([...others, ...after])).sentences;
  };
  const allow = (...accounts: readonly string[]) =>
    manifest(
      "AuthorizationPolicy shop/payment",
      `selector: { matchLabels: { app: payment } }, rules: [{ from: [{ source: { principals: [${accounts.map((account) => `cluster.local/ns/shop/sa/${account}`).join(", ")}] } }] }]`,
    );

  test("may be nothing", () => {
    expect(effects([allow("refunds")], [allow("refunds", "checkout")])).toEqual([
      "no change for the 4 other workloads read",
    ]);
  });

  test("may let them in", () => {
    expect(effects([allow("checkout")], [allow("checkout", "refunds")])).toEqual([
      "the same request of refunds arrives then too",
      "of the 4 other workloads read",
    ]);
  });

  test("may shut them out", () => {
    expect(effects([allow("refunds", "returns")], [allow("checkout")])).toEqual([
      "the same request of refunds, returns fails then",
      "of the 4 other workloads read",
    ]);
  });
});

describe("a call that is known to be made", () => {
  const http = manifest(
    "Service shop/payment",
    "selector: { app: payment }, clusterIP: 10.96.0.2, ports: [{ name: http, port: 8080 }]",
  );
  const tls = manifest(
    "Service shop/payment",
    "selector: { app: payment }, clusterIP: 10.96.0.2, ports: [{ name: https, port: 8080 }]",
  );
  const breaks = (request: Partial<Flow> | undefined): boolean => {
    const { mesh, pair, flow } = scene(meshWith([...others, http]));
    const asked: Flow = { ...flow, scheme: "https" };
    return bystanders(mesh, pair, asked, ({ workload, pair: own }) =>
      workload.owner.name === "refunds" && request !== undefined ? { ...flow, from: own.from, ...request } : undefined,
    ).effectsOf(meshWith([...others, tls])).breaksKnown;
  };

  test("may be broken by what helps the one who asks", () => {
    expect(breaks({ scheme: "http", method: "GET", path: "/" })).toBe(true);
  });

  test("is not, where it speaks the same", () => {
    expect(breaks({ scheme: "https" })).toBe(false);
  });

  test("is none that nobody makes", () => {
    expect(breaks(undefined)).toBe(false);
  });
});

test("callers of one class fare alike, in any mesh", () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const mesh = createMesh(snapshotOf(objectsOfPlan(plan, someNames)));
      const question = questionFrom(questionOf(plan, someNames));
      const pair = resolvePair(mesh, question);
      const [flow] = flowsFor(mesh, pair, question, []).flows;
      const classOf = callerClasses(mesh, pair);
      const groups = Map.groupBy(otherCallers(mesh, pair), ({ workload }) => classOf(workload));
      for (const group of groups.values()) {
        const fates = group.map(({ pair: own }) => ways(simulate(mesh, own, { ...flow, from: own.from })));
        expect(new Set(fates).size).toBe(1);
      }
    }),
    runs(60),
  );
});

describe("callers are of different classes", () => {
  const strict = manifest("PeerAuthentication shop/default", "mtls: { mode: STRICT }");
  test.each<[string, Partial<Parameters<typeof pod>[1]>]>([
    ["without a sidecar", { bare: true }],
    ["excluding the port", { annotations: "traffic.sidecar.istio.io/excludeOutboundPorts: '8080'" }],
    ["not intercepted", { annotations: "sidecar.istio.io/interceptionMode: NONE" }],
    ["running as the proxy's user", { spec: "securityContext: { runAsUser: 1337 }" }],
  ])("%s", (_, facts) => {
    const { mesh, pair } = scene(meshWith([strict, caller("refunds", 1), caller("returns", 2, facts)]));
    const classOf = callerClasses(mesh, pair);
    const [one, other] = otherCallers(mesh, pair).filter(({ workload }) => workload.owner.name.startsWith("re"));
    expect(one && classOf(one.workload)).not.toBe(other && classOf(other.workload));
  });
});

describe("also hit", () => {
  const policy = (rules: string) =>
    manifest("AuthorizationPolicy shop/payment", `selector: { matchLabels: { app: payment } }, rules: [${rules}]`);
  const from = (account: string, to: string) =>
    `{ from: [{ source: { principals: [cluster.local/ns/shop/sa/${account}] } }], to: [{ operation: { paths: [${to}] } }] }`;
  const hit = (given: readonly Given[]) =>
    why(
      { from: "checkout", to: "payment", port: "8080", request: "GET /" },
      snapshotOf(overlaid(smallMesh, [...others, ...given] as never)),
    ).alsoHit;

  test("are callers that a policy means to admit, and that fail alike", () => {
    const routes = manifest(
      "VirtualService shop/payment",
      "hosts: [payment], http: [{ route: [{ destination: { host: nobody } }] }]",
    );
    expect(hit([routes, policy(from("refunds", "/refund"))])).toEqual(["shop/refunds → shop/payment"]);
  });

  test("are none who never call", () => {
    expect(
      hit([
        manifest(
          "VirtualService shop/payment",
          "hosts: [payment], http: [{ route: [{ destination: { host: nobody } }] }]",
        ),
      ]),
    ).toEqual([]);
  });

  test("are none whose own request arrives", () => {
    expect(hit([policy(from("refunds", "/refund"))])).toEqual([]);
  });

  test.each([
    ["undeclared-subset", ["shop/refunds → shop/payment"]],
    ["tls-disabled", ["shop/refunds → shop/payment"]],
    ["wrong-principal", []],
    ["healthy", []],
  ])("in the story %s", (name, hits) => {
    const story = stories.find((one) => one.name === name);
    expect(story && why(asked(story.ask), snapshotOfFolder(story.folder)).alsoHit).toEqual(hits);
  });
});
