/** Who may call a service and whom it calls, on the example mesh and on small ones. */
import { describe, expect, test } from "vitest";
import { who } from "../../src/diagnose/who.ts";
import type { LogEntry } from "../../src/model/log-entry.ts";
import type { MeshError } from "../../src/model/mesh-error.ts";
import type { Who } from "../../src/model/who.ts";
import { type Given, manifest, objectsOf, pod } from "../support/manifests.ts";
import { shop, told } from "../support/many.ts";
import { smallMesh } from "../support/small-mesh.ts";
import { type Beside, overlaid, snapshotOf } from "../support/snapshot.ts";

const policy = (spec: string, name = "shop/payment") =>
  manifest(`AuthorizationPolicy ${name}`, `selector: { matchLabels: { app: payment } }, ${spec}`);
const from = (source: string) => `rules: [{ from: [{ source: { ${source} } }] }]`;
const checkoutOnly = policy(from('principals: ["cluster.local/ns/shop/sa/checkout"]'));

function ask(given: readonly Given[], of = "payment", beside: Beside = {}): Who {
  return who(snapshotOf(overlaid(smallMesh, objectsOf(given)), beside), { of });
}

function called(podName: string, host: string, code = 200): LogEntry {
  return {
    pod: { apiVersion: "v1", kind: "Pod", namespace: podName.startsWith("bare") ? "tools" : "shop", name: podName },
    container: "istio-proxy",
    place: { file: "x.log", line: 1 },
    line: "",
    at: "2026-05-04T10:00:00.000Z",
    code,
    flags: [],
    upstreamCluster: `outbound|8080||${host}`,
  };
}

describe("on the example mesh", () => {
  test("payment is called by those that its policy names, each with its field and its calls", () => {
    const { open, callers, callees, gaps } = who(shop(), { of: "payment" });
    expect(open).toBe("named");
    expect(callers.map(told)).toEqual([
      "Deployment shop/checkout both [payment-callers spec.rules[0].from[0].source.principals[0]]",
      "Deployment shop/refunds both [payment-callers spec.rules[1].from[0].source.principals[0]] only POST /refund",
    ]);
    expect(callers.map(({ seen }) => [seen?.calls, seen?.failed])).toEqual([
      [19, 0],
      [4, 0],
    ]);
    expect(callees.map(told)).toEqual(["ServiceEntry api.bank-gateway.example seen"]);
    expect(gaps).toEqual([]);
  });

  test("a caller that nothing admits any more is told as seen, with what stands against it", () => {
    const { callers } = who(shop("wrong-principal"), { of: "payment" });
    expect(callers.map(told)).toEqual([
      "Deployment shop/checkout seen but no ALLOW rule names it",
      expect.stringMatching(/^Deployment shop\/refunds both /),
      "Deployment shop/orders declared [payment-callers spec.rules[0].from[0].source.principals[0]]",
    ]);
  });

  test("checkout calls what it was seen calling and what admits it by name", () => {
    expect(who(shop(), { of: "checkout" }).callees.map(told)).toEqual([
      "Service shop/payment both [payment-callers spec.rules[0].from[0].source.principals[0]]",
      "Service shop/inventory both [inventory-callers spec.rules[0].from[0].source.principals[0]]",
      "Service shop/orders both [orders-callers spec.rules[0].from[0].source.principals[0]]",
    ]);
  });

  test("an outside host is called by those seen, and visible only where it is exported", () => {
    const { callers, limits, callees } = who(shop(), { of: "api.bank-gateway.example" });
    expect(callers.map(({ ref }) => ref.name)).toEqual(["payment", "payment-v2"]);
    expect(limits).toMatchObject([{ path: "spec.exportTo", note: "visible from namespace shop only" }]);
    expect(callees).toEqual([]);
  });
});

describe("how open a service is", () => {
  test.each<[string, readonly Given[], Who["open"]]>([
    ["no policy", [], "everybody"],
    ["a rule without a source", [policy("rules: [{ to: [{ operation: { methods: [GET] } }] }]")], "everybody"],
    ["a DENY alone", [policy(`action: DENY, ${from("namespaces: [tools]")}`)], "everybody"],
    ["any identity", [policy(from('principals: ["*"]'))], "identified"],
    ["any identity but some", [policy(from('notNamespaces: ["tools"], principals: ["*"]'))], "identified"],
    ["a pattern that all fit", [policy(from('principals: ["cluster.local/ns/*"]'))], "identified"],
    ["a principal", [checkoutOnly], "named"],
    ["a namespace", [policy(from("namespaces: [shop]"))], "named"],
    ["no rules", [policy("")], "nobody"],
    [
      "a dry run does not count",
      [manifest("AuthorizationPolicy shop/payment", "", { annotations: { "istio.io/dry-run": "true" } })],
      "everybody",
    ],
  ])("%s: %s", (_, given, open) => {
    expect(ask(given).open).toBe(open);
  });

  test("policies that were not read leave it unknown", () => {
    expect(ask([], "payment", { unread: ["AuthorizationPolicy"] }).open).toBe("unknown");
  });

  test("pods without a proxy enforce nothing", () => {
    const bare = [
      manifest("Service tools/bare", "selector: { app: bare }, ports: [{ name: http, port: 80 }]"),
      manifest("AuthorizationPolicy tools/nobody", "selector: { matchLabels: { app: bare } }"),
    ];
    expect(ask(bare, "bare").open).toBe("everybody");
  });
});

describe("who is named", () => {
  test.each<[string, readonly Given[], readonly string[]]>([
    [
      "by service account",
      [policy(from('serviceAccounts: ["shop/checkout"]'))],
      ["Deployment shop/checkout declared [payment spec.rules[0].from[0].source.serviceAccounts[0]]"],
    ],
    [
      "by a condition",
      [policy('rules: [{ when: [{ key: source.principal, values: ["cluster.local/ns/shop/sa/checkout"] }] }]')],
      ["Deployment shop/checkout declared [payment spec.rules[0].when[0].values[0]]"],
    ],
    [
      "as a whole namespace",
      [policy(from("namespaces: [shop]"))],
      ["Namespace shop declared [payment spec.rules[0].from[0].source.namespaces[0]]"],
    ],
    [
      "by a pattern that some fit",
      [policy(from('principals: ["*/sa/orders"]'))],
      ["Deployment shop/orders declared [payment spec.rules[0].from[0].source.principals[0]]"],
    ],
    [
      "though nothing runs as it",
      [policy(from('principals: ["cluster.local/ns/shop/sa/ghost"]'))],
      [
        "ServiceAccount shop/ghost declared [payment spec.rules[0].from[0].source.principals[0]] but no workload that was read runs as it",
      ],
    ],
    [
      "of another trust domain",
      [policy(from('principals: ["elsewhere/ns/shop/sa/checkout"]'))],
      [
        "ServiceAccount shop/checkout declared [payment spec.rules[0].from[0].source.principals[0]] but another part of the same rule leaves it out, or it is of another trust domain",
      ],
    ],
    [
      "and refused by a DENY",
      [
        checkoutOnly,
        policy(`action: DENY, ${from('principals: ["cluster.local/ns/shop/sa/checkout"]')}`, "shop/refuse"),
      ],
      [
        "Deployment shop/checkout declared [payment spec.rules[0].from[0].source.principals[0]] but refuse spec.rules[0] DENY: everything",
      ],
    ],
    [
      "without a proxy",
      [policy(from('principals: ["cluster.local/ns/tools/sa/bare"]'))],
      [
        "Deployment tools/bare declared [payment spec.rules[0].from[0].source.principals[0]] but it has no proxy, so it has no identity that a policy could name",
      ],
    ],
    [
      "and kept from it by its Sidecar",
      [checkoutOnly, manifest("Sidecar shop/default", 'egress: [{ hosts: ["./orders.shop.svc.cluster.local"] }]')],
      [
        "Deployment shop/checkout declared [payment spec.rules[0].from[0].source.principals[0]] but default spec.egress[0].hosts does not import it",
      ],
    ],
    [
      "and isolated by a NetworkPolicy",
      [checkoutOnly, manifest("NetworkPolicy shop/closed", "podSelector: { matchLabels: { app: payment } }")],
      [
        "Deployment shop/checkout declared [payment spec.rules[0].from[0].source.principals[0]] but closed spec.ingress no ingress rule, so all is refused",
      ],
    ],
    [
      "by the Sidecar of its own",
      [
        manifest(
          "Sidecar shop/checkout",
          'workloadSelector: { labels: { app: checkout } }, egress: [{ hosts: ["./payment.shop.svc.cluster.local"] }]',
        ),
      ],
      ["Deployment shop/checkout declared [checkout spec.egress[0].hosts[0]]"],
    ],
    [
      "not by the Sidecar of a whole namespace",
      [manifest("Sidecar shop/default", 'egress: [{ hosts: ["./payment.shop.svc.cluster.local"] }]')],
      [],
    ],
  ])("%s", (_, given, callers) => {
    expect(ask(given).callers.map(told)).toEqual(callers);
  });

  test("what is refused to everybody is said once", () => {
    const closed = policy("action: DENY, rules: [{ to: [{ operation: { paths: [/admin] } }] }]");
    expect(ask([closed]).limits).toMatchObject([{ path: "spec.rules[0]", note: "DENY: /admin" }]);
  });
});

describe("whom it calls", () => {
  test.each<[string, readonly Given[], readonly string[]]>([
    [
      "a policy elsewhere that names its identity",
      [
        manifest(
          "AuthorizationPolicy shop/orders",
          `selector: { matchLabels: { app: orders } }, ${from('principals: ["cluster.local/ns/shop/sa/payment"]')}`,
        ),
      ],
      ["Service shop/orders declared [orders spec.rules[0].from[0].source.principals[0]]"],
    ],
    [
      "a policy of a whole namespace",
      [manifest("AuthorizationPolicy tools/all", from("namespaces: [shop]"))],
      ["Namespace tools declared [all spec.rules[0].from[0].source.namespaces[0]]"],
    ],
    [
      "a host that its Sidecar imports by name",
      [manifest("Sidecar shop/default", 'egress: [{ hosts: ["./orders.shop.svc.cluster.local", "istio-system/*"] }]')],
      ["Service shop/orders declared [default spec.egress[0].hosts[0]]"],
    ],
    [
      "a DestinationRule for its pods",
      [manifest("DestinationRule shop/mine", "host: orders, workloadSelector: { matchLabels: { app: payment } }")],
      ["Service shop/orders declared [mine spec.workloadSelector.matchLabels]"],
    ],
    [
      "a route for its labels",
      [
        manifest(
          "VirtualService shop/orders",
          "hosts: [orders], http: [{ match: [{ sourceLabels: { app: payment } }], route: [{ destination: { host: orders } }] }]",
        ),
      ],
      ["Service shop/orders declared [orders spec.http[0].match[0].sourceLabels]"],
    ],
    ["nothing", [], []],
  ])("%s", (_, given, callees) => {
    expect(ask(given).callees.map(told)).toEqual(callees);
  });
});

describe("what access logs show", () => {
  test("is told of callers, of what failed, and of hosts that no registry knows", () => {
    const host = "payment.shop.svc.cluster.local";
    const logs = [called("checkout-1", host), called("checkout-1", host, 503), called("payment-1", "api.example.com")];
    const { callers, callees } = ask([], "payment", { logs });
    expect(callers.map(({ ref, ground, seen }) => [ref.name, ground, seen?.calls, seen?.failed])).toEqual([
      ["checkout", "seen", 2, 1],
    ]);
    expect(callees.map(told)).toEqual(["Host api.example.com seen"]);
  });

  test("the pod that is gone tells its workload by its name", () => {
    const logs = [called("checkout-7d4b8c6f9-k5lqm", "payment.shop.svc.cluster.local")];
    expect(ask([], "payment", { logs }).callers.map(({ ref }) => ref.name)).toEqual(["checkout"]);
  });

  test("callers whose addresses nobody has are a gap, and not a caller", () => {
    const inward: LogEntry = {
      ...called("payment-1", ""),
      upstreamCluster: "inbound|8080||",
      requestedServerName: "outbound_.8080_._.payment.shop.svc.cluster.local",
      downstreamRemoteAddress: "10.9.9.9:1234",
    };
    const { callers, gaps } = ask([], "payment", { logs: [inward, inward], loggedPods: ["shop/payment-1"] });
    expect(callers).toEqual([]);
    expect(gaps).toContainEqual({
      what: "callers at 1 address",
      why: "2 logged calls come from where no pod that was read is",
    });
  });

  test("routes that are not followed are a gap where the service stands", () => {
    const route = manifest("HTTPRoute shop/in", "parentRefs: [{ name: edge }]");
    const elsewhere = manifest("HTTPRoute tools/in", "parentRefs: [{ name: edge }]");
    expect(ask([route, elsewhere]).gaps).toContainEqual({
      what: "callers through HTTPRoutes",
      why: "1 of them is not followed yet",
    });
  });

  test("where none was read, that is a gap", () => {
    expect(ask([]).gaps.map(({ what }) => what)).toContain("calls of payment in access logs");
  });
});

describe("names", () => {
  test.each([
    ["paymnt", "UNKNOWN_NAME"],
    ["api.unknown.example.com", "UNKNOWN_NAME"],
  ])("%s: %s", (of, code) => {
    expect(() => ask([], of)).toThrow(expect.objectContaining({ code }) as MeshError);
  });

  test("of several namespaces are told apart", () => {
    const twin = [manifest("Service tools/payment", "selector: { app: x }, ports: [{ port: 80 }]")];
    expect(() => ask(twin)).toThrow(expect.objectContaining({ code: "AMBIGUOUS_NAME" }) as MeshError);
    expect(ask(twin, "tools/payment").of.namespace).toBe("tools");
  });

  test("a workload stands for the service before it", () => {
    expect(ask([], "deploy/payment").of).toMatchObject({ kind: "Service", name: "payment" });
  });
});

test("long lists are cut, and the rest is counted", () => {
  const many = Array.from({ length: 130 }, (_, i) =>
    pod(`tools/w${i}-0`, { labels: `app: w${i}`, ip: `10.7.${i >> 7}.${i & 127}`, serviceAccount: `w${i}` }),
  );
  const names = many.map((_, i) => `cluster.local/ns/tools/sa/w${i}`);
  const { callers, omitted } = ask([...many, policy(from(`principals: ${JSON.stringify(names)}`))]);
  expect([callers.length, omitted.callers]).toEqual([100, 30]);
});
