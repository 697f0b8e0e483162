import { expect, test } from "vitest";
import { type MatchOptions, matchHttp } from "../../src/mesh/http-match.ts";
import type { HttpRequest } from "../../src/model/http-request.ts";
import type { HttpMatchRequest } from "../../src/model/resources/virtual-service.ts";

const plain: HttpRequest = {
  method: "GET",
  path: "/payment",
  query: "a=1&flag&b=",
  authority: "payment.shop:8080",
  scheme: "http",
  headers: { "x-user": "jason", empty: "" },
};

const at = "spec.http[0].match[0]";

function matches(match: HttpMatchRequest, request: Partial<HttpRequest> = {}, options: MatchOptions = {}): boolean {
  return matchHttp(match, { ...plain, ...request }, at, options).matches;
}

test.each<[string, HttpMatchRequest, boolean]>([
  ["nothing asked", {}, true],
  ["exact path", { uri: { exact: "/payment" } }, true],
  ["exact path is the whole path", { uri: { exact: "/pay" } }, false],
  ["exact path without the query", { uri: { exact: "/payment?a=1" } }, false],
  ["trailing slash", { uri: { exact: "/payment/" } }, false],
  ["prefix is a plain string prefix", { uri: { prefix: "/pay" } }, true],
  ["prefix case", { uri: { prefix: "/Pay" } }, false],
  ["prefix case ignored", { uri: { prefix: "/Pay" }, ignoreUriCase: true }, true],
  ["exact case ignored", { uri: { exact: "/PAYMENT" }, ignoreUriCase: true }, true],
  ["regex case is not ignored", { uri: { regex: "/PAY.*" }, ignoreUriCase: true }, false],
  ["regex must match the whole path", { uri: { regex: "/pay" } }, false],
  ["regex", { uri: { regex: "/pay(ment)?" } }, true],
  ["regex does not see the query", { uri: { regex: ".*a=1.*" } }, false],
  ["invalid regex never matches", { uri: { regex: "/pay(" } }, false],
  ["look-ahead is not RE2", { uri: { regex: "/pay(?=ment).*" } }, false],
  ["empty uri is any path", { uri: {} }, true],
  ["method", { method: { exact: "GET" } }, true],
  ["method case", { method: { exact: "get" } }, false],
  ["method regex", { method: { regex: "GET|POST" } }, true],
  ["empty method is present", { method: {} }, true],
  ["authority with the port the client sent", { authority: { exact: "payment.shop" } }, false],
  ["authority", { authority: { exact: "payment.shop:8080" } }, true],
  ["authority prefix", { authority: { prefix: "payment." } }, true],
  ["authority case", { authority: { exact: "Payment.shop:8080" } }, false],
  ["scheme", { scheme: { exact: "https" } }, false],
  ["header", { headers: { "x-user": { exact: "jason" } } }, true],
  ["header name in any case", { headers: { "X-User": { exact: "jason" } } }, true],
  ["header value case", { headers: { "x-user": { exact: "Jason" } } }, false],
  ["header prefix", { headers: { "x-user": { prefix: "ja" } } }, true],
  ["header regex is whole", { headers: { "x-user": { regex: "ja" } } }, false],
  ["header present", { headers: { "x-user": {} } }, true],
  ["header present although empty", { headers: { empty: {} } }, true],
  ["header present by *", { headers: { "x-user": { regex: "*" } } }, true],
  ["header absent", { headers: { "x-none": {} } }, false],
  ["an absent header has no value, not even for .*", { headers: { "x-none": { regex: ".*" } } }, false],
  ["two headers, both wanted", { headers: { "x-user": {}, "x-none": {} } }, false],
  ["method as a header", { headers: { ":method": { exact: "GET" } } }, true],
  ["path as a header has the query", { headers: { ":path": { exact: "/payment?a=1&flag&b=" } } }, true],
  ["authority as a header", { headers: { ":authority": { prefix: "payment" } } }, true],
  ["host is the authority", { headers: { host: { exact: "payment.shop:8080" } } }, true],
  ["scheme as a header", { headers: { ":scheme": { exact: "http" } } }, true],
  ["without a header that is there", { withoutHeaders: { "x-user": {} } }, false],
  ["without a header that is not there", { withoutHeaders: { "x-none": {} } }, true],
  ["without a value that is there", { withoutHeaders: { "x-user": { exact: "jason" } } }, false],
  ["without a value that is another", { withoutHeaders: { "x-user": { exact: "mary" } } }, true],
  ["a missing header counts as empty", { withoutHeaders: { "x-none": { exact: "v" } } }, true],
  ["and so meets .*", { withoutHeaders: { "x-none": { regex: ".*" } } }, false],
  ["invalid regex inverted never matches either", { withoutHeaders: { "x-user": { regex: "(" } } }, false],
  ["parameter", { queryParams: { a: { exact: "1" } } }, true],
  ["parameter value", { queryParams: { a: { exact: "2" } } }, false],
  ["parameter regex is whole", { queryParams: { a: { regex: "\\d+" } } }, true],
  ["parameter present without a value", { queryParams: { flag: {} } }, true],
  ["parameter present by *", { queryParams: { b: { regex: "*" } } }, true],
  ["parameter name case", { queryParams: { A: {} } }, false],
  ["parameter absent", { queryParams: { c: { exact: "" } } }, false],
  ["all conditions hold", { uri: { prefix: "/" }, method: { exact: "GET" }, headers: { "x-user": {} } }, true],
  ["one does not", { uri: { prefix: "/" }, method: { exact: "POST" }, headers: { "x-user": {} } }, false],
  ["port and source are settled elsewhere", { port: 1, sourceNamespace: "x", sourceLabels: { a: "b" } }, true],
])("%s", (_, match, wanted) => {
  expect(matches(match)).toBe(wanted);
});

test.each([
  ["/pay", "/pay", true],
  ["/pay", "/pay/x", true],
  ["/pay", "/payment", false],
  ["/pay/", "/pay", true],
  ["/", "/anything", true],
])("segment prefix %s against %s: %s", (prefix, path, wanted) => {
  expect(matches({ uri: { prefix } }, { path }, { segmentPrefix: true })).toBe(wanted);
});

const token = { wellFormed: true, claims: { sub: "me", groups: ["dev", "ops"], nested: { id: "7" }, "a.b": "c" } };

test.each<[string, HttpMatchRequest, boolean]>([
  ["claim", { headers: { "@request.auth.claims.sub": { exact: "me" } } }, true],
  ["claim of a list", { headers: { "@request.auth.claims.groups": { exact: "ops" } } }, true],
  ["nested claim by dot", { headers: { "@request.auth.claims.nested.id": { exact: "7" } } }, true],
  ["nested claim by brackets", { headers: { "@request.auth.claims[nested][id]": { exact: "7" } } }, true],
  ["a name with a dot by brackets", { headers: { "@request.auth.claims[a.b]": { exact: "c" } } }, true],
  ["another value", { headers: { "@request.auth.claims.sub": { exact: "you" } } }, false],
  ["absent claim", { headers: { "@request.auth.claims.none": { prefix: "" } } }, false],
  ["without a claim", { withoutHeaders: { "@request.auth.claims.sub": { exact: "you" } } }, true],
  ["without a claim that is there", { withoutHeaders: { "@request.auth.claims.sub": { exact: "me" } } }, false],
])("%s", (_, match, wanted) => {
  expect(matches(match, {}, { token })).toBe(wanted);
});

test("no proxy but a gateway knows claims", () => {
  expect(matches({ headers: { "@request.auth.claims.sub": { exact: "me" } } })).toBe(false);
});

test("unmet conditions name place, wish and reality", () => {
  const match = {
    uri: { prefix: "/api" },
    method: { exact: "POST" },
    headers: { "x-none": { exact: "1" }, "x-user": { regex: "(" } },
    withoutHeaders: { "x-user": {} },
    queryParams: { a: { exact: "2" } },
  };
  expect(matchHttp(match, plain, at)).toEqual({
    matches: false,
    unmet: [
      { path: `${at}.uri.prefix`, wanted: "prefix /api", got: "/payment" },
      { path: `${at}.method.exact`, wanted: "exact POST", got: "GET" },
      { path: `${at}.headers["x-none"].exact`, wanted: "exact 1", got: "(absent)" },
      { path: `${at}.headers["x-user"].regex`, wanted: "regex (", got: "jason; the regex is not valid RE2" },
      { path: `${at}.withoutHeaders["x-user"]`, wanted: "not present", got: "jason" },
      { path: `${at}.queryParams.a.exact`, wanted: "exact 2", got: "1" },
    ],
    undecided: [],
  });
});

test("a condition on a hidden part is open, but only where all others are met", () => {
  const request = { ...plain, headers: { cookie: "user=…" } };
  const match = { headers: { cookie: { exact: "user=jason" } } };
  const open = { path: `${at}.headers.cookie.exact`, wanted: "exact user=jason", got: "user=…" };
  expect(matchHttp(match, request, at)).toEqual({ matches: false, unmet: [], undecided: [open] });
  expect(matchHttp({ ...match, method: { exact: "POST" } }, request, at).undecided).toEqual([]);
});
