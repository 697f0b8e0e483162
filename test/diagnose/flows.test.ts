/** Rule 4: which requests are asked about, in which order, and why. */
import { describe, expect, test } from "vitest";
import { answer } from "../../src/diagnose/answer.ts";
import { flowsFor } from "../../src/diagnose/flows.ts";
import { resolvePair } from "../../src/diagnose/resolve-pair.ts";
import type { SeenRequest } from "../../src/diagnose/seen-requests.ts";
import { type Asked, questionFrom } from "../../src/faces/question/question-from.ts";
import { type Flow, flowText } from "../../src/model/flow.ts";
import { type Given, manifest, objectsOf, pod } from "../support/manifests.ts";
import { smallMesh } from "../support/small-mesh.ts";
import { overlaid, snapshotOf } from "../support/snapshot.ts";
import { meshWith } from "../support/walk.ts";
import { whyPlaybook } from "../support/why.ts";

function flows(
  asked: Partial<Asked>,
  given: readonly Given[] = [],
  seen: readonly SeenRequest[] = [],
): readonly Flow[] {
  const mesh = meshWith(given);
  const question = questionFrom({ from: "checkout", to: "payment", ...asked });
  return flowsFor(mesh, resolvePair(mesh, question), question, seen).flows;
}

/** `GET :8080/ — plain request on port 8080`, the host left out. */
function tell({ host, ...flow }: Flow): string {
  const headers = flow.headers.map(({ name, value }) => ` ${name}=${value}`).join("");
  return `${flowText({ ...flow, host }).replace(host, "")}${headers} — ${flow.chosenBecause}`;
}

describe("a request that is named", () => {
  test("stands alone", () => {
    expect(flows({ request: "POST /charge", port: "8080" }).map(tell)).toEqual([
      "POST :8080/charge — named in the question",
    ]);
  });

  test("goes to the first port for HTTP where none is named, and says so", () => {
    expect(flows({ request: "POST /charge" }).map(tell)).toEqual([
      "POST :8080/charge — named in the question; port 8080 (http)",
    ]);
  });

  test("carries what else the question says", () => {
    const [flow] = flows({
      request: "GET /",
      port: "8080",
      header: ["x-canary: 1"],
      "client-ip": "203.0.113.7",
      scheme: "grpc",
    });
    expect(flow).toMatchObject({
      headers: [{ name: "x-canary", value: "1" }],
      clientIp: "203.0.113.7",
      scheme: "grpc",
      named: true,
    });
  });
});

describe("where no request is named", () => {
  test("a plain one is asked on each port, in the tongue of its declaration", () => {
    expect(flows({}).map(({ scheme, chosenBecause }) => `${scheme}: ${chosenBecause}`)).toEqual([
      "http: plain request on port 8080 (http)",
      "tcp: plain request on port 9000 (tcp-raw)",
      "https: plain request on port 8443 (https-app)",
      "http: plain request on port 7000 (sniffed)",
      "grpc: plain request on port 9090 (grpc)",
    ]);
  });

  test("only the port that is named is asked", () => {
    expect(flows({ port: "9000" }).map(tell)).toEqual(["TCP :9000 — plain request on port 9000"]);
  });

  test("a port that nobody declared is asked all the same", () => {
    expect(flows({ port: "81" }).map(tell)).toEqual(["GET :81/ — plain request on port 81"]);
  });

  test("those seen failing come first", () => {
    const seen = [{ port: 8080, method: "POST", path: "/charge", host: undefined }];
    const [first, second] = flows({ port: "8080" }, [], seen);
    expect([first, second].map((flow) => flow && tell(flow))).toEqual([
      "POST :8080/charge — seen failing in the logs",
      "GET :8080/ — plain request on port 8080",
    ]);
    expect([first?.named, second?.named]).toEqual([true, false]);
  });

  test.each<[string, string, readonly string[]]>([
    ["those that its containers declare", "web: 8080, admin: 8443", ["http 8080", "https 8443"]],
    ["the scheme's own where they declare none", "", ["http 80"]],
  ])("the ports of a workload without a Service are %s", (_, ports, asked) => {
    const worker = pod("tools/bare-1", { labels: "app: bare", ip: "10.0.9.1", ports });
    const other = pod("tools/bare-2", { labels: "app: bare", ip: "10.0.9.2", ports });
    const told = flows({ to: "tools/bare" }, [worker, other]).map(({ scheme, port }) => `${scheme} ${port}`);
    expect(told).toEqual(asked);
  });

  test("an outside host is asked over HTTPS", () => {
    expect(flows({ to: "api.example.com" }).map((flow) => `${flow.scheme} ${flow.port}`)).toEqual(["https 443"]);
  });
});

describe("each boundary that the configuration draws has one request", () => {
  const routes = (...matches: readonly string[]) =>
    manifest(
      "VirtualService shop/payment",
      `hosts: [payment], http: [${matches.map((match) => `{ ${match} route: [{ destination: { host: payment } }] }`).join(", ")}]`,
    );
  const boundary = (given: readonly Given[]) => flows({ port: "8080" }, given).slice(1).map(tell);

  test.each([
    ["a prefix", "match: [{ uri: { prefix: /api } }],", "GET :8080/api — VirtualService shop/payment http[0]"],
    [
      "an exact path and a method",
      "match: [{ uri: { exact: /a }, method: { exact: PUT } }],",
      "PUT :8080/a — VirtualService shop/payment http[0]",
    ],
    ["a regex", "match: [{ uri: { regex: '/v[0-9]+/.*' } }],", "GET :8080/v0/ — VirtualService shop/payment http[0]"],
    [
      "a header",
      "match: [{ headers: { x-user: { exact: jo } } }],",
      "GET :8080/ x-user=jo — VirtualService shop/payment http[0]",
    ],
    [
      "a header that must be there",
      "match: [{ headers: { x-user: {} } }],",
      "GET :8080/ x-user=x — VirtualService shop/payment http[0]",
    ],
    [
      "a query parameter",
      "match: [{ queryParams: { v: { exact: '2' } } }],",
      "GET :8080/?v=2 — VirtualService shop/payment http[0]",
    ],
  ])("%s", (_, match, told) => {
    expect(boundary([routes(match, "")])).toEqual([told]);
  });

  test("each of several matches", () => {
    expect(boundary([routes("match: [{ uri: { prefix: /a } }, { uri: { prefix: /b } }],", "")])).toEqual([
      "GET :8080/a — VirtualService shop/payment http[0]",
      "GET :8080/b — VirtualService shop/payment http[0]",
    ]);
  });

  test("but none that is for other callers, ports or gateways", () => {
    const others = [
      "match: [{ sourceLabels: { app: x }, uri: { prefix: /a } }],",
      "match: [{ port: 9, uri: { prefix: /b } }],",
      "match: [{ gateways: [edge], uri: { prefix: /c } }],",
    ];
    expect(boundary([routes(...others, "")])).toEqual([]);
  });

  test("each rule of an ALLOW policy, by what it wants", () => {
    const policy = manifest(
      "AuthorizationPolicy shop/payment",
      `selector: { matchLabels: { app: payment } }, rules: [
        { to: [{ operation: { methods: [POST], paths: ["/pay/*"] } }] },
        { when: [{ key: "request.headers[x-tenant]", values: [a] }] }]`,
    );
    expect(boundary([policy])).toEqual([
      "POST :8080/pay/x — AuthorizationPolicy shop/payment rules[0]",
      "GET :8080/ x-tenant=a — AuthorizationPolicy shop/payment rules[1]",
    ]);
  });

  test("a token of the issuer that a rule wants", () => {
    const policy = manifest(
      "AuthorizationPolicy shop/payment",
      "selector: { matchLabels: { app: payment } }, rules: [{ from: [{ source: { requestPrincipals: ['idp/*'] } }] }]",
    );
    expect(flows({ port: "8080" }, [policy])[1]?.token?.claims).toMatchObject({ iss: "idp" });
  });

  test("but none twice", () => {
    const policy = manifest(
      "AuthorizationPolicy shop/payment",
      "rules: [{ to: [{ operation: { methods: [GET], paths: [/] } }] }]",
    );
    expect(boundary([policy])).toEqual([]);
  });

  test("and not more than forty in all", () => {
    const matches = [...Array(60).keys()].map((i) => `match: [{ uri: { exact: /a${i} } }],`);
    expect(flows({ port: "8080" }, [routes(...matches, "")])).toHaveLength(40);
  });
});

describe("from a gateway", () => {
  const edge = [
    {
      ...pod("istio-system/edge-1", { labels: "istio: edge", ip: "10.0.0.1" }),
      spec: { containers: [{ name: "istio-proxy", args: ["proxy", "router"] }] },
    },
    manifest(
      "Service istio-system/edge",
      "selector: { istio: edge }, ports: [{ name: http, port: 80, targetPort: 8080 }, { name: status, port: 15021 }]",
    ),
    manifest(
      "Gateway shop/edge",
      "selector: { istio: edge }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*.example.com'] }]",
    ),
  ];
  const bound = (hosts: string, to = "payment") =>
    manifest(
      "VirtualService shop/edge",
      `hosts: [${hosts}], gateways: [edge], http: [{ route: [{ destination: { host: ${to}, port: { number: 8080 } } }] }]`,
    );
  const asked = { from: "istio-system/edge" };
  const places = (found: readonly Flow[]) => found.map(({ host, port }) => `${host}:${port}`);

  test("the hosts that lead to what is asked for are asked, on ports where something listens", () => {
    expect(places(flows(asked, [...edge, bound("pay.example.com")]))).toEqual(["pay.example.com:80"]);
  });

  test("each of its hosts is asked, however many", () => {
    const hosts = ["a", "b", "c", "d", "e"].map((name) => `${name}.example.com`);
    expect(places(flows(asked, [...edge, bound(hosts.join(", "))]))).toEqual(hosts.map((host) => `${host}:80`));
  });

  test("what is beyond the most that are asked is counted, and said", () => {
    const hosts = Array.from({ length: 45 }, (_, i) => `h${10 + i}.example.com`);
    const mesh = meshWith([...edge, bound(hosts.join(", "))]);
    const question = questionFrom({ to: "payment", ...asked });
    const pair = resolvePair(mesh, question);
    const { flows, leftOut } = flowsFor(mesh, pair, question, []);
    expect([flows.length, leftOut]).toEqual([40, 5]);
    const said = answer(
      question,
      whyPlaybook,
      snapshotOf(overlaid(smallMesh, objectsOf([...edge, bound(hosts.join(", "))]))),
    );
    expect(said.assumptions.map(({ what }) => what)).toContain(
      "5 more requests that the configuration tells apart were not simulated, and nothing is said of them",
    );
  });

  test("a wildcard gets a name of its own", () => {
    expect(places(flows(asked, [...edge, bound("'*.example.com'")]))).toEqual(["www.example.com:80"]);
  });

  test("the Host header names the host", () => {
    expect(
      places(flows({ ...asked, header: ["host: other.example.com"], port: "80" }, [...edge, bound("pay.example.com")])),
    ).toEqual(["other.example.com:80"]);
  });

  test("a port that nobody opens is asked, being an answer and no mistake", () => {
    expect(places(flows({ ...asked, port: "443" }, [...edge, bound("pay.example.com")]))).toEqual([
      "payment.shop.svc.cluster.local:443",
    ]);
  });

  test.each<[string, readonly Given[], number]>([
    ["no host leads there, the port that is open", edge, 80],
    ["nothing is open, the first that is not the gateway's own for its health", edge.slice(0, 2), 80],
  ])("where %s is asked", (_, given, port) => {
    const status = manifest(
      "Service istio-system/edge",
      "selector: { istio: edge }, ports: [{ name: status-port, port: 15021 }, { name: http, port: 80, targetPort: 8080 }]",
    );
    expect(flows(asked, [...given, status]).map((flow) => flow.port)).toEqual([port]);
  });
});

describe("a workload that several Services stand for", () => {
  const second = manifest(
    "Service shop/till",
    "selector: { app: payment }, clusterIP: 10.96.0.11, ports: [{ name: http, port: 8080 }, { name: http-till, port: 81, targetPort: 8080 }]",
  );
  const whereTo = (asked: Partial<Asked>) =>
    flows({ to: "deployment/payment", ...asked }, [second]).map(({ host, port }) => `${host.split(".")[0]}:${port}`);

  test("is asked at the ports of each", () => {
    expect(whereTo({})).toEqual([
      "payment:8080",
      "payment:9000",
      "payment:8443",
      "payment:7000",
      "payment:9090",
      "till:8080",
      "till:81",
    ]);
  });

  test("is asked at those that have the port", () => {
    expect(whereTo({ port: "8080" })).toEqual(["payment:8080", "till:8080"]);
    expect(whereTo({ port: "81" })).toEqual(["till:81"]);
    expect(whereTo({ port: "9000" })).toEqual(["payment:9000"]);
  });

  test("gets a named request through any of those that have the port", () => {
    const [asked, ...others] = flows({ to: "deployment/payment", port: "8080", request: "GET /" }, [second]);
    expect(others).toEqual([]);
    expect(asked?.anyOf).toEqual(["payment.shop.svc.cluster.local", "till.shop.svc.cluster.local"]);
    expect(flows({ to: "deployment/payment", port: "81", request: "GET /" }, [second])[0]?.anyOf).toBeUndefined();
  });

  test("is told by which it is called", () => {
    expect(flows({ to: "deployment/payment", port: "8080" }, [second]).map(({ through }) => through)).toEqual([
      "payment",
      "till",
    ]);
    expect(flows({ port: "8080" }, [second]).map(({ through }) => through)).toEqual([undefined]);
  });

  test("is asked at one where that one is named", () => {
    expect(whereTo({ to: "payment", port: "8080" })).toEqual(["payment:8080"]);
  });
});

test("a pod is asked at the ports that Services lead to, not at those of the Services", () => {
  expect(flows({ to: "pod/orders-1" }).map(({ host, port }) => `${host}:${port}`)).toEqual(["10.0.3.1:8080"]);
});

test("each kind of the caller's pods has its routes asked about", () => {
  const canary = pod("shop/checkout-2", {
    labels: "app: checkout, tier: x",
    ip: "10.0.1.2",
    serviceAccount: "checkout",
  });
  const route = manifest(
    "VirtualService shop/payment",
    "hosts: [payment], http: [{ match: [{ uri: { exact: /new }, sourceLabels: { tier: x } }], directResponse: { status: 503 } }, { route: [{ destination: { host: payment } }] }]",
  );
  expect(flows({ port: "8080" }, [canary, route]).map(({ path }) => path)).toContain("/new");
});
