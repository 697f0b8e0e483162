import { describe, expect, test } from "vitest";
import type { AcceptedToken } from "../../src/mesh/accepted-token.ts";
import type { Decision } from "../../src/mesh/authorization-decision.ts";
import { authorizationPoliciesFor } from "../../src/mesh/authorization-policies.ts";
import { type AuthorizationContext, authorize } from "../../src/mesh/authorize.ts";
import type { Arrival } from "../../src/model/connection.ts";
import type { Kind } from "../../src/model/resource-kinds.ts";
import { arrival, tcpArrival } from "./arrival.ts";
import { policiesYaml } from "./policies-yaml.ts";
import { yamlMesh } from "./yaml-mesh.ts";

const target = { namespace: "shop", labels: { app: "payment" }, kind: "sidecar" } as const;
const token: AcceptedToken = {
  claims: {
    iss: "https://id",
    sub: "alice",
    aud: ["shop", "bank"],
    azp: "web",
    groups: ["dev", "ops"],
    scope: "read write",
    realm: { role: "admin" },
    level: 3,
  },
  principal: "https://id/alice",
};

function decide(
  yaml: string,
  arriving: Arrival = arrival(),
  context: AuthorizationContext = { accepted: token },
  unread: readonly Kind[] = [],
): Decision {
  const mesh = yamlMesh(yaml, unread);
  return authorize(mesh, authorizationPoliciesFor(mesh, target), arriving, context);
}

/** One ALLOW policy with one rule. */
function allowing(rule: string): string {
  return policiesYaml(["shop/allow", `{ rules: [${rule}] }`]);
}

const from = (source: string): string => `{ from: [{ source: { ${source} } }] }`;
const to = (operation: string): string => `{ to: [{ operation: { ${operation} } }] }`;
const when = (key: string, ...values: readonly string[]): string =>
  `{ when: [{ key: "${key}", values: [${values.map((value) => `"${value}"`).join(", ")}] }] }`;

describe("every field", () => {
  const request = arrival({
    http: {
      method: "POST",
      path: "/v1/charge",
      authority: "Payment.shop:8080",
      headers: { "x-tier": "gold", "x-empty": "" },
    },
  });
  const rows: readonly (readonly [rule: string, wanted: boolean])[] = [
    [from('principals: ["cluster.local/ns/shop/sa/checkout"]'), true],
    [from('principals: ["*"]'), true],
    [from('principals: ["*/sa/checkout"]'), true],
    [from('principals: ["cluster.local/ns/shop/*"]'), true],
    [from('principals: ["cluster.local/ns/shop/sa/cart"]'), false],
    [from('principals: ["cluster.local/*/checkout"]'), false],
    [from('notPrincipals: ["cluster.local/ns/shop/sa/checkout"]'), false],
    [from('notPrincipals: ["cluster.local/ns/shop/sa/cart"]'), true],
    [from('namespaces: ["shop"]'), true],
    [from('namespaces: ["s*p"]'), true],
    [from('namespaces: ["sho"]'), false],
    [from('notNamespaces: ["shop"]'), false],
    [from('serviceAccounts: ["checkout"]'), true],
    [from('serviceAccounts: ["shop/checkout"]'), true],
    [from('serviceAccounts: ["web/checkout"]'), false],
    [from('serviceAccounts: ["check*"]'), false],
    [from('notServiceAccounts: ["checkout"]'), false],
    [from('trustDomains: ["cluster.local"]'), true],
    [from('trustDomains: ["*"]'), true],
    [from('trustDomains: ["cluster*"]'), true],
    [from('trustDomains: ["*.local"]'), true],
    [from('trustDomains: ["cluster"]'), false],
    [from('notTrustDomains: ["cluster.local"]'), false],
    [from('requestPrincipals: ["https://id/alice"]'), true],
    [from('requestPrincipals: ["*"]'), true],
    [from('requestPrincipals: ["https://id/bob"]'), false],
    [from('notRequestPrincipals: ["*"]'), false],
    [from('ipBlocks: ["10.0.0.0/24"]'), true],
    [from('ipBlocks: ["10.0.0.7"]'), true],
    [from('ipBlocks: ["10.0.1.0/24"]'), false],
    [from('notIpBlocks: ["10.0.0.0/24"]'), false],
    [from('ipBlocks: ["::/0"]'), false],
    [from('ipBlocks: ["10.0.0.0/24", "10.0.0.0/33"]'), false],
    [from('ipBlocks: ["10.0.0.0/24", "ten"]'), false],
    [from('remoteIpBlocks: ["10.0.0.0/8"]'), true],
    [from('notRemoteIpBlocks: ["10.0.0.0/8"]'), false],
    [to('hosts: ["payment.shop:8080"]'), true],
    [to('hosts: ["PAYMENT.*"]'), true],
    [to('hosts: ["payment.shop"]'), false],
    [to('hosts: ["*"]'), true],
    [to('notHosts: ["payment.shop:8080"]'), false],
    [to('methods: ["POST"]'), true],
    [to('methods: ["post"]'), false],
    [to('methods: ["GET", "PUT"]'), false],
    [to('notMethods: ["POST"]'), false],
    [to('paths: ["/v1/charge"]'), true],
    [to('paths: ["/v1/*"]'), true],
    [to('paths: ["/{*}/charge"]'), true],
    [to('paths: ["/v1"]'), false],
    [to('notPaths: ["/v1/*"]'), false],
    [to('ports: ["8080"]'), true],
    [to('ports: ["80"]'), false],
    [to('ports: ["http"]'), false],
    [to('notPorts: ["8080"]'), false],
    [when("source.principal", "*/sa/checkout"), true],
    [when("source.namespace", "shop"), true],
    [when("source.serviceAccount", "shop/checkout"), true],
    [when("source.trustDomain", "cluster.local"), true],
    [when("source.ip", "10.0.0.0/8"), true],
    [when("remote.ip", "192.168.0.0/16"), false],
    [when("destination.ip", "10.0.0.9"), true],
    [when("destination.port", "8080"), true],
    [when("connection.sni", "outbound_.8080_.*"), true],
    [when("connection.sni", "x"), false],
    [when("request.headers[X-Tier]", "gold"), true],
    [when("request.headers[x-tier]", "g*"), true],
    [when("request.headers[x-empty]", "*"), true],
    [when("request.headers[x-none]", "*"), false],
    [when("request.headers[:method]", "POST"), true],
    [when("request.auth.principal", "https://id/alice"), true],
    [when("request.auth.audiences", "bank"), true],
    [when("request.auth.audiences", "other"), false],
    [when("request.auth.presenter", "web"), true],
    [when("request.auth.claims[groups]", "ops"), true],
    [when("request.auth.claims[groups]", "admin"), false],
    [when("request.auth.claims[scope]", "write"), true],
    [when("request.auth.claims[scope]", "read write"), false],
    [when("request.auth.claims[realm][role]", "admin"), true],
    [when("request.auth.claims[level]", "3"), false],
    [when("no.such.key", "x"), false],
    [when("request.headers", "x"), false],
    ['{ when: [{ key: "request.headers[x-tier]", notValues: ["gold"] }] }', false],
    ['{ when: [{ key: "request.headers[x-none]", notValues: ["gold"] }] }', true],
    ["{}", true],
    ["{ from: [{}] }", true],
    ["{ from: [{ source: { namespaces: [web] } }, { source: { namespaces: [shop] } }] }", true],
    ["{ from: [{ source: { namespaces: [shop], principals: [x] } }] }", false],
    ["{ from: [{ source: { namespaces: [shop] } }], to: [{ operation: { methods: [GET] } }] }", false],
  ];

  test.each(rows)("%s: %s", (rule, wanted) => {
    expect(decide(allowing(rule), request).result).toBe(wanted ? "allow" : "deny");
  });
});

describe("a header of which a part is not kept", () => {
  const hidden = arrival({ http: { headers: { authorization: "Bearer …" } } });
  test.each([
    [when("request.headers[authorization]", "*"), "allow"],
    [when("request.headers[authorization]", "Bearer *"), "allow"],
    [when("request.headers[authorization]", "Basic *"), "deny"],
    [when("request.headers[authorization]", "Bearer s3cret"), "unknown"],
    [when("request.headers[authorization]", "*cret"), "unknown"],
  ])("%s: %s", (rule, result) => {
    expect(decide(allowing(rule), hidden).result).toBe(result);
  });
});

describe("trust domains", () => {
  const config = (text: string): string => `---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: '${text}' }
`;
  const caller = (domain: string): Arrival => arrival({ principal: `${domain}/ns/shop/sa/checkout` });
  const rule = allowing(from('principals: ["cluster.local/ns/shop/sa/checkout"]'));

  test.each([
    ["new.domain", "allow"],
    ["old.domain", "allow"],
    ["cluster.local", "deny"],
    ["foreign", "deny"],
  ])("%s: %s", (domain, wanted) => {
    const yaml = rule + config("{ trustDomain: new.domain, trustDomainAliases: [old.domain] }");
    expect(decide(yaml, caller(domain)).result).toBe(wanted);
  });
});

describe("without a peer identity", () => {
  const plaintext = arrival({ principal: undefined });

  test.each([
    [from('principals: ["*"]'), "deny"],
    [from('namespaces: ["*"]'), "deny"],
    [from('serviceAccounts: ["checkout"]'), "deny"],
    [from('trustDomains: ["*"]'), "deny"],
    [from('notPrincipals: ["x"]'), "allow"],
    [from('notNamespaces: ["x"]'), "allow"],
  ])("ALLOW %s: %s", (rule, wanted) => {
    expect(decide(allowing(rule), plaintext).result).toBe(wanted);
  });

  test("DENY with a negation hits it", () => {
    const yaml = policiesYaml(["shop/deny", `{ action: DENY, rules: [${from("notNamespaces: [shop]")}] }`]);
    expect(decide(yaml, plaintext).result).toBe("deny");
    expect(decide(yaml).result).toBe("allow");
  });

  test("the miss says that an identity is needed", () => {
    const { nearest } = decide(allowing(from('principals: ["a/ns/b/sa/c"]')), plaintext);
    expect(nearest?.unmet).toMatchObject([
      { path: "spec.rules[0].from[0].source.principals[0]", needsIdentity: true, wanted: ["a/ns/b/sa/c"] },
    ]);
  });
});

describe("the order of decisions", () => {
  test.each([
    ["no policy", "", "allow", ""],
    ["an empty ALLOW", policiesYaml(["shop/none", "{}"]), "deny", "rbac_access_denied_matched_policy[none]"],
    ["an empty DENY does nothing", policiesYaml(["shop/none", "{ action: DENY }"]), "allow", ""],
    ["ALLOW all", policiesYaml(["shop/all", "{ rules: [{}] }"]), "allow", ""],
    [
      "DENY before ALLOW",
      policiesYaml(["shop/all", "{ rules: [{}] }"], ["shop/stop", "{ action: DENY, rules: [{}] }"]),
      "deny",
      "rbac_access_denied_matched_policy[ns[shop]-policy[stop]-rule[0]]",
    ],
    [
      "of several DENY rules the first by name is told",
      policiesYaml(
        ["shop/z", "{ action: DENY, rules: [{}] }"],
        ["shop/a", `{ action: DENY, rules: [${to("methods: [PUT]")}, {}] }`],
      ),
      "deny",
      "rbac_access_denied_matched_policy[ns[shop]-policy[a]-rule[1]]",
    ],
    ["an AUDIT decides nothing", policiesYaml(["shop/audit", "{ action: AUDIT, rules: [{}] }"]), "allow", ""],
    ["a dry-run ALLOW admits all", policiesYaml(["shop/dry", "{}", '{ "istio.io/dry-run": "true" }']), "allow", ""],
  ])("%s", (_, yaml, result, details) => {
    expect(decide(yaml)).toMatchObject({ result, details });
  });

  test("what decided is named, with its evidence", () => {
    const denied = decide(
      policiesYaml(["shop/stop", `{ action: DENY, rules: [{ from: [{ source: { namespaces: [shop] } }] }] }`]),
    );
    expect(denied.by).toMatchObject({ rule: 0, policy: { name: "stop" }, spot: { path: "spec.rules[0]" } });
    expect(denied.because).toMatchObject([
      { path: "spec.action", value: "DENY" },
      { path: "spec.rules[0].from[0].source.namespaces", value: ["shop"], note: "shop" },
    ]);
    expect(decide(allowing(to("methods: [GET]"))).because).toMatchObject([
      { path: "spec.rules[0].to[0].operation.methods", note: "GET" },
    ]);
  });
});

describe("how rules missed", () => {
  test("each unmet condition has its path, what is wanted and what there is", () => {
    const { misses, nearest } = decide(
      policiesYaml([
        "shop/allow",
        `{ rules: [
            { from: [{ source: { principals: ["cluster.local/ns/shop/sa/chekout"] } }], to: [{ operation: { methods: [GET] } }] },
            { to: [{ operation: { methods: [PUT, POST], paths: ["/x"] } }] } ] }`,
      ]),
    );
    expect(misses.map(({ rule, unmet }) => [rule, unmet.map(({ path }) => path)])).toEqual([
      [0, ["spec.rules[0].from[0].source.principals[0]"]],
      [1, ["spec.rules[1].to[0].operation.methods", "spec.rules[1].to[0].operation.paths[0]"]],
    ]);
    expect(nearest).toBe(misses[0]);
    expect(nearest?.unmet[0]).toMatchObject({
      wanted: ["cluster.local/ns/shop/sa/chekout"],
      got: "cluster.local/ns/shop/sa/checkout",
    });
  });

  test("of many values the one that is nearly right is pointed at", () => {
    const list = '["cluster.local/ns/a/sa/x", "cluster.local/ns/shop/sa/checkouts"]';
    expect(decide(allowing(from(`principals: ${list}`))).nearest?.unmet).toMatchObject([
      { path: "spec.rules[0].from[0].source.principals[1]" },
    ]);
  });

  test("of several sources the nearest is told", () => {
    const rule = "{ from: [{ source: { namespaces: [a], principals: [b] } }, { source: { namespaces: [c] } }] }";
    expect(decide(allowing(rule)).nearest?.unmet.map(({ path }) => path)).toEqual([
      "spec.rules[0].from[1].source.namespaces[0]",
    ]);
  });

  test("ties go to the older policy; an empty one is told only where there is no other", () => {
    const rule = to("methods: [PUT]");
    const yaml = policiesYaml(
      ["shop/empty", "{}"],
      ["shop/older", `{ rules: [${rule}] }`],
      ["shop/a", `{ rules: [${rule}] }`],
    );
    expect(decide(yaml).nearest?.policy.name).toBe("older");
    expect(decide(policiesYaml(["shop/empty", "{}"])).nearest).toMatchObject({
      policy: { name: "empty" },
      unmet: [{ path: "spec" }],
    });
  });

  test("a negation points at the value that excludes", () => {
    expect(decide(allowing(to('notMethods: ["PUT", "GET"]'))).nearest?.unmet).toMatchObject([
      { path: "spec.rules[0].to[0].operation.notMethods[0]", wanted: ["GET"] },
    ]);
  });

  test("an unknown key is where its rule is lost", () => {
    expect(decide(allowing(when("request.headerz[x]", "y"))).nearest?.unmet).toMatchObject([
      { path: "spec.rules[0].when[0].key" },
    ]);
  });
});

describe("on a TCP chain", () => {
  test.each([
    ["ALLOW with HTTP fields is lost", allowing(to('methods: ["GET"], ports: ["8080"]')), "deny"],
    [
      "even where another of its operations would do",
      allowing('{ to: [{ operation: { ports: ["8080"] } }, { operation: { paths: ["/"] } }] }'),
      "deny",
    ],
    ["ALLOW by port", allowing(to('ports: ["8080"]')), "allow"],
    ["ALLOW by identity", allowing(from("namespaces: [shop]")), "allow"],
    ["ALLOW by request principal is lost", allowing(from('notRequestPrincipals: ["x"]')), "deny"],
    [
      "DENY with HTTP fields is wider",
      policiesYaml(["shop/deny", `{ action: DENY, rules: [${to("methods: [DELETE]")}] }`]),
      "deny",
    ],
    [
      "DENY keeps what is not of HTTP",
      policiesYaml(["shop/deny", `{ action: DENY, rules: [${to('methods: [DELETE], ports: ["9"]')}] }`]),
      "allow",
    ],
    [
      "DENY by header is wider",
      policiesYaml(["shop/deny", `{ action: DENY, rules: [${when("request.headers[x]", "y")}] }`]),
      "deny",
    ],
    [
      "DENY with an invalid port is wider",
      policiesYaml(["shop/deny", `{ action: DENY, rules: [${to("ports: [http]")}] }`]),
      "deny",
    ],
  ])("%s", (_, yaml, wanted) => {
    expect(decide(yaml, tcpArrival()).result).toBe(wanted);
  });

  test("the miss names the field that does not suit", () => {
    expect(decide(allowing(to('paths: ["/"]')), tcpArrival()).nearest?.unmet).toMatchObject([
      { path: "spec.rules[0].to[0].operation.paths[0]", got: "a TCP connection" },
    ]);
  });
});

describe("what is not known", () => {
  const nobody = arrival({ sourceIp: undefined });
  const byIp = from('ipBlocks: ["10.0.0.0/8"]');

  test.each([
    ["an ALLOW that could match", allowing(byIp), "unknown", "deny"],
    ["a DENY that could match", policiesYaml(["shop/deny", `{ action: DENY, rules: [${byIp}] }`]), "unknown", "allow"],
    ["another ALLOW matches anyway", policiesYaml(["shop/a", `{ rules: [${byIp}, {}] }`]), "allow", undefined],
    [
      "another condition fails anyway",
      allowing(from('ipBlocks: ["10.0.0.0/8"], namespaces: [web]')),
      "deny",
      undefined,
    ],
    [
      "a DENY decides anyway",
      policiesYaml(["shop/deny", "{ action: DENY, rules: [{}] }"], ["shop/allow", `{ rules: [${byIp}] }`]),
      "deny",
      undefined,
    ],
    ["metadata of other filters", allowing(when("experimental.envoy.filters.a.b[c]", "x")), "unknown", "deny"],
  ])("%s", (_, yaml, result, presumed) => {
    const decision = decide(yaml, nobody);
    expect([decision.result, decision.presumed]).toEqual([result, presumed]);
    expect(decision.gap !== undefined).toBe(result === "unknown");
  });

  test("says how it could be known", () => {
    expect(decide(allowing(byIp), nobody).gap).toMatchObject({ grant: "--client-ip" });
  });

  test("unread policies leave all open but a DENY that matches", () => {
    const unread: readonly Kind[] = ["AuthorizationPolicy"];
    const denying = policiesYaml(["shop/deny", "{ action: DENY, rules: [{}] }"]);
    expect(decide(denying, arrival(), {}, unread).result).toBe("deny");
    expect(decide("", arrival(), {}, unread)).toMatchObject({ result: "unknown", presumed: "allow" });
    expect(decide(policiesYaml(["shop/a", "{}"]), arrival(), {}, unread)).toMatchObject({
      result: "unknown",
      presumed: "deny",
    });
  });
});

describe("CUSTOM", () => {
  const providers = `---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data:
  mesh: |
    extensionProviders:
    - { name: web, envoyExtAuthzHttp: { service: authz.infra.svc.cluster.local, port: 80 } }
    - { name: rpc, envoyExtAuthzGrpc: { service: infra/authz.infra.svc.cluster.local, port: 90 } }
`;
  const custom = (id: string, provider: string, rules = "[{}]"): readonly [string, string] => [
    id,
    `{ action: CUSTOM, provider: { name: ${provider} }, rules: ${rules} }`,
  ];

  test("a provider that exists is presumed to allow", () => {
    const decision = decide(policiesYaml(custom("shop/c", "web")) + providers);
    expect(decision.result).toBe("allow");
    expect(decision.assumptions).toHaveLength(1);
  });

  test("one that is not asked is not spoken of", () => {
    const yaml = policiesYaml(custom("shop/c", "web", `[${to("methods: [PUT]")}]`)) + providers;
    expect(decide(yaml).assumptions).toEqual([]);
  });

  test("one that does not exist refuses", () => {
    expect(decide(policiesYaml(custom("shop/c", "nobody")) + providers)).toMatchObject({
      result: "custom",
      by: { policy: { name: "c" }, rule: 0 },
      details:
        "rbac_access_denied_matched_policy[istio-ext-authz-nobody-ns[shop]-policy[c]-rule[0]-deny-due-to-bad-CUSTOM-action]",
    });
  });

  test("two providers on one workload refuse", () => {
    const yaml = policiesYaml(custom("shop/a", "web"), custom("shop/b", "rpc")) + providers;
    expect(decide(yaml).result).toBe("custom");
  });

  test("one whose service is unknown refuses", () => {
    const yaml = policiesYaml(custom("shop/c", "rpc")) + providers;
    const asked: string[] = [];
    const serviceExists = (host: string): boolean => asked.push(host) < 0;
    expect(decide(yaml, arrival(), { serviceExists }).result).toBe("custom");
    expect(asked).toEqual(["authz.infra.svc.cluster.local"]);
  });

  test("an HTTP provider is passed over on TCP", () => {
    expect(decide(policiesYaml(custom("shop/c", "web")) + providers, tcpArrival()).assumptions).toEqual([]);
    expect(decide(policiesYaml(custom("shop/c", "rpc")) + providers, tcpArrival()).assumptions).toHaveLength(1);
  });

  test("it comes before the token is checked", () => {
    const yaml = policiesYaml(custom("shop/c", "nobody", `[${from('requestPrincipals: ["*"]')}]`)) + providers;
    expect(decide(yaml).result).toBe("allow");
  });
});

test("rules about tokens need one that was accepted", () => {
  const yaml = allowing(from('requestPrincipals: ["*"]'));
  expect(decide(yaml, arrival({ token: { claims: token.claims, wellFormed: true } }), {}).result).toBe("deny");
  expect(decide(yaml).result).toBe("allow");
});
