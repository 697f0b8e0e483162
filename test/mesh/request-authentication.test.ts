import { describe, expect, test } from "vitest";
import { type Authentication, requestAuthentication } from "../../src/mesh/request-authentication.ts";
import type { HttpRequest } from "../../src/model/http-request.ts";
import type { Token } from "../../src/model/question.ts";
import type { Kind } from "../../src/model/resource-kinds.ts";
import { arrival, tcpArrival } from "./arrival.ts";
import { yamlMesh } from "./yaml-mesh.ts";

const target = { namespace: "shop", labels: { app: "payment" }, kind: "sidecar" } as const;
/** 2026-01-01T00:00:00Z, the meshes' now. */
const now = 1_767_225_600;
const claims = { iss: "https://id", sub: "alice", aud: "shop", exp: now + 3600 };

function policy(rules: string, more = ""): string {
  return `---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { namespace: shop, name: jwt }
spec: { ${more} jwtRules: [${rules}] }
`;
}

function ask(
  yaml: string,
  token: Token | undefined = { claims, wellFormed: true },
  http: Partial<HttpRequest> = { headers: { authorization: "Bearer …" } },
  unread: readonly Kind[] = [],
): Authentication {
  return requestAuthentication(yamlMesh(yaml, unread), target, arrival({ token, http }));
}

const rule = '{ issuer: "https://id" }';
const good: Token = { claims, wellFormed: true };
const opaque: Token = { claims: {}, wellFormed: false };

describe("the token", () => {
  const rows: readonly (readonly [
    string,
    string,
    Token["claims"],
    string | undefined,
    401 | 403 | undefined,
    string | undefined,
  ])[] = [
    ["is fine", rule, claims, undefined, undefined, undefined],
    [
      "is another's",
      '{ issuer: "https://other" }',
      claims,
      "Jwt_issuer_is_not_configured",
      401,
      "spec.jwtRules[0].issuer",
    ],
    ["names no issuer", rule, { sub: "alice" }, "Jwt_issuer_is_not_configured", 401, "spec.jwtRules[0].issuer"],
    ["is expired", rule, { ...claims, exp: now - 61 }, "Jwt_is_expired", 401, "spec.jwtRules[0]"],
    ["is expired within the skew", rule, { ...claims, exp: now - 59 }, undefined, undefined, undefined],
    ["is not yet valid", rule, { ...claims, nbf: now + 61 }, "Jwt_not_yet_valid", 401, "spec.jwtRules[0]"],
    ["is for us", '{ issuer: "https://id", audiences: [bank, shop] }', claims, undefined, undefined, undefined],
    [
      "is for us, told as a list",
      '{ issuer: "https://id", audiences: [shop] }',
      { ...claims, aud: ["a", "shop"] },
      undefined,
      undefined,
      undefined,
    ],
    [
      "is for us, told as a URL",
      '{ issuer: "https://id", audiences: ["https://shop/"] }',
      claims,
      undefined,
      undefined,
      undefined,
    ],
    [
      "is for others",
      '{ issuer: "https://id", audiences: [bank] }',
      claims,
      "Audiences_in_Jwt_are_not_allowed",
      403,
      "spec.jwtRules[0].audiences",
    ],
    [
      "is for nobody",
      '{ issuer: "https://id", audiences: [bank] }',
      { iss: "https://id" },
      "Audiences_in_Jwt_are_not_allowed",
      403,
      "spec.jwtRules[0].audiences",
    ],
  ];

  test.each(rows)("%s", (_, rules, given, reason, status, spot) => {
    const found = ask(policy(rules), { claims: given, wellFormed: true });
    expect([found.outcome, found.reason, found.status, found.spot?.path]).toEqual([
      reason === undefined ? "pass" : "reject",
      reason,
      status,
      spot,
    ]);
  });

  test("is no token at all", () => {
    expect(ask(policy(rule), { claims: {}, wellFormed: false }).reason).toBe(
      "Jwt_is_not_in_the_form_of_Header.Payload.Signature_with_two_dots_and_3_sections",
    );
  });

  test("is accepted with its principal, and then removed unless forwarded", () => {
    expect(ask(policy(rule))).toMatchObject({ accepted: { principal: "https://id/alice" }, forwarded: false });
    expect(ask(policy('{ issuer: "https://id", forwardOriginalToken: true }')).forwarded).toBe(true);
  });

  test("is taken as validly signed, which is said", () => {
    expect(ask(policy(rule)).assumptions).toHaveLength(1);
  });
});

describe("several rules", () => {
  const other = '{ issuer: "https://other" }';

  test("one that accepts suffices", () => {
    expect(ask(policy(`${other}, ${rule}`)).outcome).toBe("pass");
  });

  test("the more telling refusal is reported", () => {
    const expired = { claims: { ...claims, exp: now - 3600 }, wellFormed: true };
    expect(ask(policy(`${other}, ${rule}`), expired)).toMatchObject({
      reason: "Jwt_is_expired",
      spot: { path: "spec.jwtRules[1]" },
    });
    expect(ask(policy(other)).reason).toBe("Jwt_issuer_is_not_configured");
  });
});

describe("without a token where one is looked for", () => {
  const elsewhere = '{ issuer: "https://other", fromHeaders: [{ name: X-Jwt, prefix: "Bearer " }] }';

  test.each<readonly [string, string, Token | undefined, Partial<HttpRequest>]>([
    ["none was sent", rule, undefined, {}],
    ["another scheme is no token", rule, opaque, { headers: { authorization: "Basic …" } }],
    ["the rule looks in another header", elsewhere, good, { headers: { authorization: "Bearer …" } }],
    [
      "a cookie is not there",
      '{ issuer: "https://other", fromCookies: [session] }',
      good,
      { headers: { authorization: "Bearer …" } },
    ],
    [
      "a CORS preflight",
      '{ issuer: "https://other" }',
      good,
      { method: "OPTIONS", headers: { origin: "x", "access-control-request-method": "GET" } },
    ],
  ])("%s: it passes, unauthenticated", (_, rules, token, http) => {
    const found = requestAuthentication(yamlMesh(policy(rules)), target, arrival({ token, http }));
    expect(found).toMatchObject({ outcome: "pass", forwarded: true });
    expect(found.accepted).toBeUndefined();
  });

  test.each([
    ["a header of the rule's", elsewhere, { headers: { "x-jwt": "Bearer …" } }],
    ["a query parameter of the rule's", '{ issuer: "https://other", fromParams: [jwt] }', { query: "jwt=x" }],
    ["the default query parameter", '{ issuer: "https://other" }', { query: "access_token=x" }],
    ["a cookie", '{ issuer: "https://other", fromCookies: [session] }', { headers: { cookie: "a=1; session=x" } }],
    ["a header that was taken away at the door", '{ issuer: "https://other" }', {}],
  ])("%s is looked at", (_, rules, http) => {
    expect(ask(policy(rules), undefined, http).outcome).toBe("reject");
  });
});

describe("where nothing is asked", () => {
  test("on a TCP port", () => {
    const mesh = yamlMesh(policy('{ issuer: "https://other" }'));
    const arriving = tcpArrival({ token: { claims, wellFormed: true } });
    expect(requestAuthentication(mesh, target, arriving).outcome).toBe("pass");
  });

  test("of other workloads", () => {
    const yaml = policy('{ issuer: "https://other" }', "selector: { matchLabels: { app: cart } },");
    expect(ask(yaml)).toMatchObject({ outcome: "pass", forwarded: true });
  });
});

test("unread policies matter only to a token", () => {
  expect(ask("", undefined, {}, ["RequestAuthentication"]).gap?.kind).toBe("RequestAuthentication");
  const without = requestAuthentication(yamlMesh("", ["RequestAuthentication"]), target, arrival());
  expect(without.gap).toBeUndefined();
});
