import { describe } from "vitest";
import { manifest } from "../support/manifests.ts";
import { type Call, landings, table } from "../support/walk.ts";

/** Where the routes of these tests lead: a service for each answer. */
const services = ["one", "two", "three"].map((name, i) =>
  manifest(
    `Service shop/${name}`,
    `selector: { app: orders }, clusterIP: 10.96.1.${i}, ports: [{ name: http, port: 8080 }]`,
  ),
);
const payment = (http: string, more = "") => [
  ...services,
  manifest("VirtualService shop/payment", `hosts: [payment], http: [${http}] ${more}`),
];
const to = (host: string) => `route: [{ destination: { host: ${host} } }]`;
/** One match leads to service one, the rest to two. */
const oneIf = (match: string) => payment(`{ match: [${match}], ${to("one")} }, { ${to("two")} }`);
const ask = (request: string, ...header: string[]): Call => ({ to: "payment", port: "8080", request, header });
const [one, two] = ["one:8080", "two:8080"];

describe("a match of the path", () => {
  table(
    [
      ["exact is the whole path", oneIf("{ uri: { exact: /a } }"), one, ask("GET /a")],
      ["exact is not its beginning", oneIf("{ uri: { exact: /a } }"), two, ask("GET /a/")],
      ["does not see the query", oneIf("{ uri: { exact: /a } }"), one, ask("GET /a?b=c")],
      ["prefix need not end at a slash", oneIf("{ uri: { prefix: /a } }"), one, ask("GET /ab")],
      ["regex must cover all of it", oneIf("{ uri: { regex: '/a' } }"), two, ask("GET /ab")],
      ["regex may", oneIf("{ uri: { regex: '/a[a-z]*' } }"), one, ask("GET /ab")],
      ["minds the case", oneIf("{ uri: { exact: /A } }"), two, ask("GET /a")],
      ["minds it not where told so", oneIf("{ uri: { exact: /A }, ignoreUriCase: true }"), one, ask("GET /a")],
    ],
    landings,
  );
});

describe("a match of what is not kept", () => {
  const unknown = "unknown unreadable";
  const jason = ask("GET /", "Cookie: user=jason");
  const bearer = ask("GET /", "Authorization: Bearer s3cret");
  table(
    [
      ["cannot be told", oneIf("{ headers: { cookie: { regex: '.*user=jason.*' } } }"), unknown, jason],
      [
        "cannot be told by what is unwanted",
        oneIf("{ withoutHeaders: { cookie: { exact: user=jason } } }"),
        unknown,
        jason,
      ],
      [
        "cannot be told of a parameter",
        oneIf("{ queryParams: { token: { exact: t } } }"),
        unknown,
        ask("GET /?token=t"),
      ],
      ["is told where it need but be there", oneIf("{ headers: { cookie: {} } }"), one, jason],
      ["is told by what is left of it", oneIf("{ headers: { cookie: { prefix: user= } } }"), one, jason],
      ["is told where any value does", oneIf("{ headers: { authorization: { regex: 'Bearer .*' } } }"), one, bearer],
      ["is told where no value does", oneIf("{ headers: { authorization: { prefix: Basic } } }"), two, bearer],
      [
        "is told where something else is not met",
        oneIf("{ method: { exact: PUT }, headers: { cookie: { exact: a } } }"),
        two,
        jason,
      ],
    ],
    landings,
  );
});

describe("a match of other things", () => {
  table(
    [
      ["of the method", oneIf("{ method: { exact: POST } }"), one, ask("POST /")],
      ["of the method minds the case", oneIf("{ method: { exact: post } }"), two, ask("POST /")],
      ["of a header's value", oneIf("{ headers: { x: { exact: v } } }"), one, ask("GET /", "X: v")],
      ["of a header that must be there", oneIf("{ headers: { x: {} } }"), two, ask("GET /")],
      [
        "of a header that must not have the value takes one that is not there",
        oneIf("{ withoutHeaders: { x: { exact: v } } }"),
        one,
        ask("GET /"),
      ],
      ["of a query parameter", oneIf("{ queryParams: { v: { exact: '2' } } }"), one, ask("GET /?u=1&v=2")],
      [
        "of the authority needs the port that was sent",
        oneIf("{ authority: { exact: payment } }"),
        two,
        ask("GET /", "host: payment:8080"),
      ],
      [
        "of the authority takes it as it was sent",
        oneIf("{ authority: { exact: 'payment:8080' } }"),
        one,
        ask("GET /", "host: payment:8080"),
      ],
      ["of the caller's labels", oneIf("{ sourceLabels: { app: checkout } }"), one, ask("GET /")],
      ["of other labels", oneIf("{ sourceLabels: { app: refunds } }"), two, ask("GET /")],
      ["of the caller's namespace", oneIf("{ sourceNamespace: shop }"), one, ask("GET /")],
      ["of another namespace", oneIf("{ sourceNamespace: tools }"), two, ask("GET /")],
      [
        "of labels is not looked at where gateways are named",
        oneIf("{ gateways: [mesh], sourceLabels: { app: refunds } }"),
        one,
        ask("GET /"),
      ],
      ["of another gateway", oneIf("{ gateways: [edge] }"), two, ask("GET /")],
      ["of the port that was dialled", oneIf("{ port: 8080 }"), one, ask("GET /")],
      ["of a port that was not", oneIf("{ port: 9090 }"), two, ask("GET /")],
      ["needs all its conditions", oneIf("{ uri: { prefix: /a }, method: { exact: POST } }"), two, ask("GET /a")],
      ["needs one of several matches", oneIf("{ uri: { exact: /b } }, { uri: { exact: /a } }"), one, ask("GET /a")],
    ],
    landings,
  );
});

describe("which route is taken", () => {
  table(
    [
      [
        "the first that matches",
        payment(`{ match: [{ uri: { prefix: / } }], ${to("one")} }, { match: [{ uri: { exact: /a } }], ${to("two")} }`),
        one,
        ask("GET /a"),
      ],
      [
        "none: 404",
        payment(`{ match: [{ uri: { prefix: /api } }], ${to("one")} }`),
        "no-route 404 NR no-route-match",
        ask("GET /"),
      ],
      [
        "the default route, where no match is for this caller",
        payment(`{ match: [{ sourceLabels: { app: refunds } }], ${to("one")} }`),
        "payment:8080",
        ask("GET /"),
      ],
      [
        "the default route, where the VirtualService is for a gateway only",
        payment(`{ ${to("one")} }`, ", gateways: [edge]"),
        "payment:8080",
        ask("GET /"),
      ],
      [
        "the default route, where it is exported to nobody here",
        payment(`{ ${to("one")} }`, ", exportTo: [tools]"),
        "payment:8080",
        ask("GET /"),
      ],
      [
        "the older one's, where two own the host",
        [
          ...payment(`{ ${to("one")} }`),
          manifest("VirtualService shop/zz", `hosts: [payment.shop.svc.cluster.local], http: [{ ${to("two")} }]`),
        ],
        one,
        ask("GET /"),
      ],
      [
        "the private one's, though it is younger",
        [
          ...payment(`{ ${to("one")} }`),
          manifest("VirtualService shop/zz", `hosts: [payment], exportTo: ["."], http: [{ ${to("two")} }]`),
        ],
        two,
        ask("GET /"),
      ],
      [
        "the concrete host's before a wildcard's",
        [
          ...payment(`{ ${to("one")} }`),
          manifest("VirtualService shop/aa", `hosts: ["*.shop.svc.cluster.local"], http: [{ ${to("two")} }]`),
        ],
        one,
        ask("GET /"),
      ],
      [
        "a delegate's",
        [
          ...payment("{ match: [{ uri: { prefix: /a } }], delegate: { name: part } }"),
          manifest("VirtualService shop/part", `http: [{ match: [{ uri: { prefix: /a/b } }], ${to("one")} }]`),
        ],
        one,
        ask("GET /a/b"),
      ],
      [
        "not a delegate's that is not there",
        payment("{ match: [{ uri: { prefix: /a } }], delegate: { name: part } }"),
        "payment:8080",
        ask("GET /a"),
      ],
    ],
    landings,
  );
});

describe("weights", () => {
  const weighted = (...weights: number[]) =>
    payment(
      `{ route: [${weights.map((weight, i) => `{ destination: { host: ${["one", "two", "three"][i]} }, weight: ${weight} }`).join(", ")}] }`,
    );
  table(
    [
      ["share the requests", weighted(90, 10), "9/10 one:8080; 1/10 two:8080"],
      ["need not add up to 100", weighted(1, 2, 3), "1/6 one:8080; 1/3 two:8080; 1/2 three:8080"],
      ["of 0 get nothing", weighted(1, 0), "one:8080"],
      ["of a single destination do not matter", weighted(0), "one:8080"],
      [
        "fail in proportion",
        payment(
          "{ route: [{ destination: { host: one }, weight: 75 }, { destination: { host: nobody }, weight: 25 }] }",
        ),
        "3/4 one:8080; 1/4 no-cluster 503 NC host-unknown",
      ],
    ],
    landings,
  );
});

describe("a route that answers by itself", () => {
  table([
    ["redirects with 301", payment("{ redirect: { uri: /b } }"), "answered 301"],
    ["redirects as it says", payment("{ redirect: { uri: /b, redirectCode: 307 } }"), "answered 307"],
    [
      "redirects in a way that is not modelled",
      payment("{ redirect: { uri: /b, redirectCode: 399 } }"),
      "unknown not-modelled",
    ],
    ["answers well", payment("{ directResponse: { status: 204 } }"), "answered 204"],
    ["answers with an error", payment("{ directResponse: { status: 503 } }"), "failed-by-rule 503 direct-response"],
    [
      "answers CORS preflights",
      payment(`{ corsPolicy: { allowOrigins: [{ exact: 'https://a' }] }, ${to("nobody")} }`),
      "answered 200",
      {
        to: "payment",
        port: "8080",
        request: "OPTIONS /",
        header: ["origin: https://a", "access-control-request-method: GET"],
      },
    ],
    [
      "lets other preflights pass",
      payment(`{ corsPolicy: { allowOrigins: [{ exact: 'https://a' }] }, ${to("one")} }`),
      "delivered mTLS",
      {
        to: "payment",
        port: "8080",
        request: "OPTIONS /",
        header: ["origin: https://b", "access-control-request-method: GET"],
      },
    ],
  ]);
});

describe("faults", () => {
  const fault = (what: string) => payment(`{ fault: { ${what} }, ${to("one")} }`);
  table([
    ["abort all", fault("abort: { httpStatus: 418, percentage: { value: 100 } }"), "failed-by-rule 418 FI fault-abort"],
    [
      "abort a share",
      fault("abort: { httpStatus: 418, percentage: { value: 12.5 } }"),
      "1/8 failed-by-rule 418 FI fault-abort; 7/8 delivered mTLS",
    ],
    [
      "abort tiny shares exactly",
      fault("abort: { httpStatus: 418, percentage: { value: 0.1 } }"),
      "1/1000 failed-by-rule 418 FI fault-abort; 999/1000 delivered mTLS",
    ],
    ["without a percentage never abort", fault("abort: { httpStatus: 418 }"), "delivered mTLS"],
    [
      "abort with a gRPC status",
      fault("abort: { grpcStatus: UNAVAILABLE, percentage: { value: 100 } }"),
      "failed-by-rule 200 grpc 14 FI fault-abort",
    ],
    ["delay all", fault("delay: { fixedDelay: 2s, percentage: { value: 100 } }"), "delivered mTLS after 2000 ms"],
    [
      "delay a share, as the old integer says",
      fault("delay: { fixedDelay: 1.5s, percent: 25 }"),
      "1/4 delivered mTLS after 1500 ms; 3/4 delivered mTLS",
    ],
    ["without a percentage never delay", fault("delay: { fixedDelay: 2s }"), "delivered mTLS"],
    [
      "abort and delay independently",
      fault(
        "abort: { httpStatus: 500, percentage: { value: 50 } }, delay: { fixedDelay: 1s, percentage: { value: 50 } }",
      ),
      "1/2 failed-by-rule 500 FI fault-abort; 1/4 delivered mTLS after 1000 ms; 1/4 delivered mTLS",
    ],
    [
      "hit only what their route takes",
      payment(
        `{ match: [{ headers: { x: {} } }], fault: { abort: { httpStatus: 500, percentage: { value: 100 } } }, ${to("one")} }, { ${to("two")} }`,
      ),
      "delivered mTLS",
    ],
  ]);
});

describe("rewrites", () => {
  const callers = manifest(
    "AuthorizationPolicy shop/paths",
    `selector: { matchLabels: { app: orders } }, rules: [{ to: [{ operation: { paths: [/new/x] } }] }]`,
  );
  const hosts = manifest(
    "AuthorizationPolicy shop/hosts",
    `selector: { matchLabels: { app: orders } }, rules: [{ to: [{ operation: { hosts: [new] } }] }]`,
  );
  const rewritten = (match: string, rewrite: string) =>
    payment(`{ match: [${match}], rewrite: { ${rewrite} }, ${to("one")} }`);
  const denied = "denied 403 rbac-no-allow";
  table([
    [
      "replace the prefix that matched",
      [callers, ...rewritten("{ uri: { prefix: /old } }", "uri: /new")],
      "delivered mTLS",
      ask("GET /old/x"),
    ],
    [
      "replace the whole of an exact path",
      [callers, ...rewritten("{ uri: { exact: /old } }", "uri: /new/x")],
      "delivered mTLS",
      ask("GET /old"),
    ],
    [
      "leave the path as it is where there is none",
      [callers, ...payment(`{ ${to("one")} }`)],
      denied,
      ask("GET /old/x"),
    ],
    [
      "replace by regex",
      [
        callers,
        ...rewritten("{ uri: { prefix: / } }", "uriRegexRewrite: { match: '^/old/(.)$', rewrite: '/new/\\1' }"),
      ],
      "delivered mTLS",
      ask("GET /old/x"),
    ],
    [
      "replace the authority",
      [hosts, ...rewritten("{ uri: { prefix: / } }", "authority: new")],
      "delivered mTLS",
      ask("GET /"),
    ],
    [
      "by a Host header that the route sets",
      [hosts, ...payment(`{ headers: { request: { set: { Host: new } } }, ${to("one")} }`)],
      "delivered mTLS",
      ask("GET /"),
    ],
  ]);
});
