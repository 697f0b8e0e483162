/** Every pair into a service or namespace, worst first. */
import { describe, expect, test } from "vitest";
import { verdictOf } from "../../src/model/health.ts";
import type { MeshError } from "../../src/model/mesh-error.ts";
import { shopPairs, stories } from "../support/folders.ts";
import { type Given, manifest, objectsOf, pod } from "../support/manifests.ts";
import { healthOf, shop } from "../support/many.ts";
import { smallMesh } from "../support/small-mesh.ts";
import { overlaid, snapshotOf } from "../support/snapshot.ts";

const callGraph = [
  "istio-system/istio-ingressgateway → shop/frontend",
  "shop/checkout → shop/inventory",
  "shop/checkout → shop/orders",
  "shop/checkout → shop/payment",
  "shop/frontend → shop/cart",
  "shop/frontend → shop/checkout",
  "shop/orders → shop/notification",
  "shop/orders → shop/orders-db",
  "shop/payment → api.bank-gateway.example",
  "shop/payment-v2 → api.bank-gateway.example",
  "shop/refunds → shop/payment",
];

const pairsOf = ({ entries }: ReturnType<typeof healthOf>) => entries.map(({ pair }) => pair);
const small = (given: readonly Given[]) => snapshotOf(overlaid(smallMesh, objectsOf(given)));
const admit = (service: string, source: string, name = service) =>
  manifest(
    `AuthorizationPolicy shop/${name}`,
    `selector: { matchLabels: { app: ${service} } }, rules: [{ from: [{ source: { ${source} } }] }]`,
  );
const byCheckout = 'principals: ["cluster.local/ns/shop/sa/checkout"]';

describe("the example mesh", () => {
  const health = healthOf(shop(), { of: ["shop"] });

  test("has exactly the pairs of its call graph, and all are healthy", () => {
    expect(pairsOf(health).toSorted()).toEqual(callGraph);
    expect([health.verdict, health.leftOut, health.uncalled, health.gaps]).toEqual(["healthy", [], [], []]);
    expect(shopPairs.length).toBeGreaterThan(callGraph.length - 1);
  });

  test("says where no access log was read that callers of which only logs tell are missing", () => {
    const unseen = "no access log was read: callers that no policy, gateway or Sidecar names are not among these pairs";
    const texts = (of: ReturnType<typeof healthOf>) => of.assumptions.map(({ what }) => what);
    const unlogged = { ...shop(), logs: [], loggedPods: [] };
    expect(texts(healthOf(unlogged, { of: ["shop"] }))).toContain(unseen);
    expect(texts(healthOf(unlogged, { pairs: [{ from: "shop/checkout", to: "shop/payment" }] }))).not.toContain(unseen);
    expect(texts(health)).not.toContain(unseen);
  });

  test("has only the pairs into a service where that is asked about", () => {
    expect(pairsOf(healthOf(shop(), { of: ["payment"] }))).toEqual([
      "shop/checkout → shop/payment",
      "shop/refunds → shop/payment",
    ]);
  });

  test.each(
    stories
      .filter(({ ask }) => ask.to === "payment" && ask.from !== "internet")
      .map((story) => [story.name, story] as const),
  )("with the story %s tells the pair of the story as the story expects", (name, { ask, expect: expected }) => {
    const { entries, verdict } = healthOf(shop(name), { namespaces: ["shop"] });
    const entry = entries.find(({ pair }) => pair.endsWith(`${ask.from.split("/").at(-1)} → shop/payment`));
    expect(entry).toBeDefined();
    const hurt = expected.verdict === "healthy" ? ["healthy"] : ["broken", "degraded"];
    expect(hurt).toContain(entry === undefined ? "none" : verdictOf(entry));
    expect(hurt).toContain(verdict);
    const order = entries.map((each) => ["broken", "degraded", "unknown", "healthy"].indexOf(verdictOf(each)));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });
});

describe("which pairs are known", () => {
  test("members of a namespace that is admitted as a whole, but not the service itself", () => {
    const health = healthOf(small([admit("payment", "namespaces: [shop]")]), { of: ["payment"] });
    expect(pairsOf(health)).toEqual(["shop/checkout → shop/payment", "shop/orders → shop/payment"]);
  });

  test("nobody, where everybody is let in and none was seen", () => {
    const health = healthOf(small([]), { of: ["payment"] });
    expect([health.entries, health.uncalled, health.verdict]).toEqual([[], ["shop/payment"], "unknown"]);
  });

  test.each([
    ["StatefulSet", "db", "shop/sts/db"],
    ["DaemonSet", "db", "shop/ds/db"],
    ["ReplicaSet", "db", "shop/rs/db"],
    ["Job", "db", "shop/job/db"],
    ["Cluster", "db", "shop/pod/db-0"],
  ])("a workload that is a %s is asked about as such, and told by its name", (kind, name, words) => {
    const template = `selector: { matchLabels: { app: ${name} } }, template: { metadata: { labels: { app: ${name} } }, spec: { serviceAccountName: ${name}, containers: [{ name: app }] } }`;
    const db = [
      ...(kind === "Cluster" ? [] : [manifest(`${kind} shop/${name}`, template)]),
      pod("shop/db-0", { labels: "app: db", ip: "10.0.8.1", serviceAccount: "db", owner: `${kind} ${name}` }),
    ];
    const { entries } = healthOf(small([...db, admit("payment", 'principals: ["cluster.local/ns/shop/sa/db"]')]), {
      of: ["payment"],
    });
    expect(entries.map(({ pair, question, outcome }) => [pair, question.from, outcome.kind])).toEqual([
      ["shop/db → shop/payment", words, "diagnosis"],
    ]);
  });

  test("those that the asker named, beside those that are declared, each once", () => {
    const health = healthOf(small([admit("payment", byCheckout)]), {
      namespaces: ["shop"],
      pairs: [
        { from: "checkout", to: "payment" },
        { from: "orders", to: "payment" },
      ],
    });
    expect(health.entries.map(({ pair, ground }) => [pair, ground])).toEqual([
      ["shop/orders → shop/payment", undefined],
      ["shop/checkout → shop/payment", undefined],
    ]);
    expect(health.title).toBe("namespace shop, 2 named pairs");
  });
});

describe("limits", () => {
  const snapshot = shop();

  test("what is beyond the most is left out and named", () => {
    const { entries, leftOut } = healthOf(snapshot, { namespaces: ["shop"] }, 3);
    expect([entries.length, leftOut.length]).toEqual([3, callGraph.length - 3]);
    expect([...entries.map(({ pair }) => pair), ...leftOut].toSorted()).toEqual(callGraph);
  });

  test("pairs with failing calls are asked about first", () => {
    const { entries } = healthOf(shop("wrong-principal"), { namespaces: ["shop"] }, 1);
    expect(entries.map(({ pair }) => pair)).toEqual(["shop/checkout → shop/payment"]);
  });
});

describe("what cannot be asked", () => {
  test("is an entry with its error, and all others are asked", () => {
    const { entries, verdict } = healthOf(shop(), {
      of: ["payment"],
      pairs: [{ from: "ghost", to: "payment" }],
    });
    expect(entries.map((entry) => [entry.pair, verdictOf(entry), entry.outcome.kind])).toEqual([
      ["ghost → payment", "unknown", "error"],
      ["shop/checkout → shop/payment", "healthy", "diagnosis"],
      ["shop/refunds → shop/payment", "healthy", "diagnosis"],
    ]);
    expect(entries[0]?.outcome).toMatchObject({ code: "UNKNOWN_NAME" });
    expect(verdict).toBe("unknown");
  });

  test("for a bug is an entry, too", () => {
    const snapshot = small([admit("payment", byCheckout)]);
    const fragile = {
      ...snapshot,
      locate: () => {
        throw new RangeError("no such place");
      },
    };
    const { entries } = healthOf(fragile, { of: ["payment"] });
    expect(entries.map(({ outcome }) => outcome)).toMatchObject([
      { kind: "error", code: "INTERNAL", message: "Cannot answer: no such place" },
    ]);
  });
});

describe("names", () => {
  const twin = [
    manifest("Namespace payment"),
    manifest("Service payment/api", "selector: { app: x }, ports: [{ port: 80 }]"),
    admit("payment", byCheckout),
  ];

  test("that are a Service's and a namespace's are not guessed at", () => {
    expect(() => healthOf(small(twin), { of: ["payment"] })).toThrow(
      expect.objectContaining({ code: "AMBIGUOUS_NAME", candidates: ["ns/payment", "shop/payment"] }) as MeshError,
    );
  });

  test.each([
    ["ns/payment", "namespace payment"],
    ["namespace/payment", "namespace payment"],
    ["shop/payment", "Service shop/payment"],
    ["payment.shop", "Service shop/payment"],
    ["shop", "namespace shop"],
  ])("%s means %s", (of, title) => {
    expect(healthOf(small(twin), { of: [of] }).title).toBe(title);
  });

  test("beside a namespace the Service of it is meant", () => {
    expect(healthOf(small(twin), { of: ["payment"], namespace: "shop" }).title).toBe("Service shop/payment");
  });

  test.each([
    [{ of: ["paymnt"] }, "UNKNOWN_NAME"],
    [{ of: ["ns/shp"] }, "UNKNOWN_NAME"],
    [{ namespaces: ["shp"] }, "UNKNOWN_NAME"],
  ])("%j: %s", (scope, code) => {
    expect(() => healthOf(small([]), scope)).toThrow(expect.objectContaining({ code }) as MeshError);
  });
});

test("the order of objects changes nothing", () => {
  const objects = overlaid(smallMesh, [admit("payment", "namespaces: [shop]"), admit("orders", byCheckout)]);
  const told = (given: typeof objects) => {
    const { entries } = healthOf(snapshotOf(given), { namespaces: ["shop"] });
    return entries.map((entry) => [entry.pair, verdictOf(entry)]);
  };
  expect(told(objects.toReversed())).toEqual(told(objects));
});
