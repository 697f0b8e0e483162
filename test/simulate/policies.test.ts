/** The server's filters: authorization and tokens. What a rule means is tested where policies are; here, what comes of it. */
import { describe } from "vitest";
import { manifest } from "../support/manifests.ts";
import { meshConfig } from "../support/small-mesh.ts";
import { type Call, table } from "../support/walk.ts";

const policy = (spec: string, name = "shop/payment") =>
  manifest(`AuthorizationPolicy ${name}`, `selector: { matchLabels: { app: payment } }, ${spec}`);
const from = (...accounts: string[]) =>
  `rules: [{ from: [{ source: { principals: [${accounts.map((account) => `cluster.local/ns/${account}`).join(", ")}] } }] }]`;
const noAllow = "denied 403 rbac-no-allow";
const denied = "denied 403 rbac-denied";
const tcp = { to: "payment", port: "9000" };
const grpc = { to: "payment", port: "9090", scheme: "grpc" };
const bare = { from: "bare", to: "shop/payment", port: "8080" };

describe("an ALLOW policy", () => {
  table([
    ["admits the caller it names", [policy(from("shop/sa/checkout"))], "delivered mTLS"],
    ["keeps out whom it does not name", [policy(from("shop/sa/orders"))], noAllow],
    ["without rules keeps everybody out", [policy("action: ALLOW")], noAllow],
    ["with an empty rule admits everybody", [policy("rules: [{}]")], "delivered mTLS"],
    ["of the whole namespace covers the workload", [manifest("AuthorizationPolicy shop/all")], noAllow],
    ["of the root namespace covers it, too", [manifest("AuthorizationPolicy istio-system/all")], noAllow],
    [
      "of another workload does not",
      [manifest("AuthorizationPolicy shop/all", "selector: { matchLabels: { app: orders } }")],
      "delivered mTLS",
    ],
    ["of another namespace does not", [manifest("AuthorizationPolicy tools/all")], "delivered mTLS"],
    [
      "beside another: one that admits is enough",
      [policy("action: ALLOW"), policy(from("shop/sa/checkout"), "shop/more")],
      "delivered mTLS",
    ],
    ["admits by method", [policy("rules: [{ to: [{ operation: { methods: [POST] } }] }]")], noAllow],
    [
      "admits by path",
      [policy("rules: [{ to: [{ operation: { paths: ['/a*'] } }] }]")],
      "delivered mTLS",
      { to: "payment", port: "8080", request: "GET /abc" },
    ],
    [
      "compares the target port",
      [
        manifest(
          "AuthorizationPolicy shop/orders",
          "selector: { matchLabels: { app: orders } }, rules: [{ to: [{ operation: { ports: ['80'] } }] }]",
        ),
      ],
      noAllow,
      { to: "orders", port: "80" },
    ],
    ["cannot know a caller in plaintext", [policy(from("tools/sa/bare"))], noAllow, bare],
    ["answers gRPC with status 7", [policy("action: ALLOW")], "denied 403 grpc 7 rbac-no-allow", grpc],
    ["closes connections of bytes without a status", [policy("action: ALLOW")], "denied rbac-no-allow", tcp],
    [
      "about HTTP admits nobody on a TCP port",
      [policy("rules: [{ to: [{ operation: { methods: [GET] } }] }]")],
      "denied rbac-no-allow",
      tcp,
    ],
    [
      "on trial keeps nobody out",
      [manifest("AuthorizationPolicy shop/trial", "", { annotations: { "istio.io/dry-run": "true" } })],
      "delivered mTLS",
    ],
    [
      "keeps no one out who passes the proxy by",
      [
        policy("action: ALLOW"),
        manifest("DestinationRule shop/payment", "host: payment, trafficPolicy: { tls: { mode: DISABLE } }"),
      ],
      noAllow,
    ],
  ]);
});

describe("a DENY policy", () => {
  table([
    ["refuses what a rule takes", [policy(`action: DENY, ${from("shop/sa/checkout")}`)], denied],
    ["lets the rest pass", [policy(`action: DENY, ${from("shop/sa/orders")}`)], "delivered mTLS"],
    [
      "goes before an ALLOW",
      [policy("rules: [{}]"), policy(`action: DENY, ${from("shop/sa/checkout")}`, "shop/deny")],
      denied,
    ],
    ["without rules refuses nothing", [policy("action: DENY")], "delivered mTLS"],
    [
      "of strangers refuses callers in plaintext",
      [policy("action: DENY, rules: [{ from: [{ source: { notNamespaces: [shop] } }] }]")],
      denied,
      bare,
    ],
    [
      "about HTTP widens on a TCP port",
      [policy("action: DENY, rules: [{ to: [{ operation: { methods: [DELETE] } }] }]")],
      "denied rbac-denied",
      tcp,
    ],
    [
      "about HTTP with another port does not",
      [policy("action: DENY, rules: [{ to: [{ operation: { methods: [DELETE], ports: ['8080'] } }] }]")],
      "delivered mTLS",
      tcp,
    ],
  ]);
});

describe("a CUSTOM policy", () => {
  const custom = policy("action: CUSTOM, provider: { name: guard }, rules: [{ to: [{ operation: { paths: [/] } }] }]");
  const provider = meshConfig({
    extensionProviders: [
      { name: "guard", envoyExtAuthzHttp: { service: "guard.tools.svc.cluster.local", port: 8000 } },
    ],
  });
  const guard = manifest("Service tools/guard", "selector: { app: bare }, ports: [{ name: http, port: 8000 }]");
  table([
    ["asks a provider, who is presumed to agree", [custom, provider, guard], "delivered mTLS"],
    ["with a provider whose service is not there refuses", [custom, provider], "denied 403 custom-denied"],
    ["with a provider that is not there refuses", [custom], "denied 403 custom-denied"],
    [
      "asks about what its rules take only",
      [custom],
      "delivered mTLS",
      { to: "payment", port: "8080", request: "GET /other" },
    ],
  ]);
});

describe("an AUDIT policy", () => {
  table([["decides nothing", [policy("action: AUDIT, rules: [{}]")], "delivered mTLS"]]);
});

describe("tokens", () => {
  const accepts = manifest(
    "RequestAuthentication shop/payment",
    "selector: { matchLabels: { app: payment } }, jwtRules: [{ issuer: good, audiences: [shop], jwksUri: 'https://idp' }]",
  );
  const demands = policy("rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }]");
  const token = (claims: Readonly<Record<string, unknown>>): Call => ({
    to: "payment",
    port: "8080",
    header: [
      `authorization: Bearer ${[{ alg: "RS256" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")}.x`,
    ],
  });
  table([
    ["are not asked for by themselves", [accepts], "delivered mTLS"],
    ["are, where a policy wants a principal: 403, not 401", [accepts, demands], noAllow],
    [
      "are accepted from the issuer",
      [accepts, demands],
      "delivered mTLS",
      token({ iss: "good", sub: "me", aud: "shop" }),
    ],
    [
      "of another issuer are refused",
      [accepts],
      "unauthenticated 401 jwt",
      token({ iss: "evil", sub: "me", aud: "shop" }),
    ],
    [
      "for another audience are refused with 403",
      [accepts],
      "unauthenticated 403 jwt",
      token({ iss: "good", sub: "me", aud: "other" }),
    ],
    [
      "that have expired are refused",
      [accepts],
      "unauthenticated 401 jwt",
      token({ iss: "good", sub: "me", aud: "shop", exp: 1 }),
    ],
    [
      "that are opaque are refused",
      [accepts],
      "unauthenticated 401 jwt",
      { to: "payment", port: "8080", header: ["authorization: Bearer abc"] },
    ],
    [
      "of another scheme are not seen",
      [accepts],
      "delivered mTLS",
      { to: "payment", port: "8080", header: ["authorization: Basic abc"] },
    ],
    ["do not matter where nobody looks at them", [], "delivered mTLS", token({ iss: "evil" })],
    [
      "that are refused come before a DENY",
      [accepts, policy(`action: DENY, ${from("shop/sa/checkout")}`)],
      "unauthenticated 401 jwt",
      token({ iss: "evil" }),
    ],
    ["are not looked at on a TCP port", [accepts], "delivered mTLS", { ...token({ iss: "evil" }), port: "9000" }],
  ]);
});

describe("policies that hit some pods only", () => {
  const onlyV2 = manifest("AuthorizationPolicy shop/v2", "selector: { matchLabels: { version: v2 } }");
  table([["let the others' share arrive", [onlyV2], `1/2 delivered mTLS; 1/2 ${noAllow}`]]);
});

describe("policies of the server that were not read", () => {
  const unread = { unread: ["AuthorizationPolicy"] } as const;
  table([
    ["leave it open whether the caller is admitted", [], "unknown unreadable", unread],
    [
      "of tokens leave it open whether a token is accepted",
      [],
      "unknown unreadable",
      { ...bare, header: ["authorization: Basic abc"], unread: ["RequestAuthentication"] },
    ],
    [
      "of tokens do not matter where none is sent",
      [],
      "delivered plaintext",
      { ...bare, unread: ["RequestAuthentication"] },
    ],
  ]);
});
