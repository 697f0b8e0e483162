import { expect, test } from "vitest";
import { rewritten, rewrittenPath } from "../../src/mesh/rewrite.ts";
import type { HttpRequest } from "../../src/model/http-request.ts";
import type {
  HttpMatchRequest,
  HttpRewrite,
  HttpRoute,
  HttpRouteDestination,
} from "../../src/model/resources/virtual-service.ts";

const request: HttpRequest = {
  method: "GET",
  path: "/api/v1/pay",
  query: "q=1",
  authority: "payment.shop",
  scheme: "http",
  headers: { accept: "text/html", "x-old": "1" },
};

test.each<[string, HttpRewrite | undefined, HttpMatchRequest | undefined, string]>([
  ["none", undefined, { uri: { prefix: "/api" } }, "/api/v1/pay"],
  ["the prefix that matched", { uri: "/new" }, { uri: { prefix: "/api" } }, "/new/v1/pay"],
  ["a prefix to the root leaves two slashes", { uri: "/" }, { uri: { prefix: "/api" } }, "//v1/pay"],
  ["a prefix with its slash", { uri: "/" }, { uri: { prefix: "/api/" } }, "/v1/pay"],
  ["without a path match the leading slash", { uri: "/new/" }, {}, "/new/api/v1/pay"],
  ["without any match", { uri: "/new/" }, undefined, "/new/api/v1/pay"],
  ["the whole path of an exact match", { uri: "/new" }, { uri: { exact: "/api/v1/pay" } }, "/new"],
  ["the whole path of a regex", { uri: "/new" }, { uri: { regex: "/api/.*" } }, "/new"],
  ["by regex", { uriRegexRewrite: { match: "^/api/(v\\d)/(.*)", rewrite: "/\\2/\\1" } }, {}, "/pay/v1"],
  ["by regex, every match", { uriRegexRewrite: { match: "/", rewrite: "_" } }, {}, "_api_v1_pay"],
  ["by a regex that does not match", { uriRegexRewrite: { match: "^/x", rewrite: "y" } }, {}, "/api/v1/pay"],
  ["dollars are no groups", { uriRegexRewrite: { match: "v1", rewrite: "$0\\\\" } }, {}, "/api/$0\\/pay"],
  ["by an invalid regex", { uriRegexRewrite: { match: "(", rewrite: "y" } }, {}, "/api/v1/pay"],
])("rewrites %s", (_, rewrite, match, wanted) => {
  expect(rewrittenPath(request.path, rewrite, match)).toBe(wanted);
});

test.each([
  ["/api", "/", "/v1/pay"],
  ["/api/v1/pay", "/", "/"],
  ["/api/", "/new", "/new/v1/pay"],
])("segment prefix %s to %s gives %s", (prefix, uri, wanted) => {
  expect(rewrittenPath(request.path, { uri }, { uri: { prefix } }, { segmentPrefix: true })).toBe(wanted);
});

function to(headers?: HttpRouteDestination["headers"]): HttpRouteDestination {
  return { destination: { host: "payment" }, ...(headers === undefined ? {} : { headers }) };
}

test("headers are removed, set and appended; pseudo headers stay", () => {
  const route: HttpRoute = {
    route: [to()],
    headers: {
      request: {
        set: { "X-Old": "2", ":path": "/x" },
        add: { Accept: "a", "x-new": "n" },
        remove: ["gone", "X-Old", "host"],
      },
    },
  };
  expect(rewritten({ ...request, headers: { ...request.headers, gone: "1" } }, route, undefined)).toEqual({
    ...request,
    headers: { accept: "text/html,a", "x-old": "2", "x-new": "n" },
  });
});

test.each<[string, HttpRoute, HttpRouteDestination | undefined, string]>([
  ["nobody", { route: [to()] }, undefined, "payment.shop"],
  ["rewrite.authority", { rewrite: { authority: "a" }, headers: { request: { set: { Host: "b" } } } }, undefined, "a"],
  ["setting Host", { headers: { request: { set: { Host: "b" }, add: { host: "c" } } } }, undefined, "b"],
  ["adding :authority", { headers: { request: { add: { ":authority": "c" } } } }, undefined, "c"],
  ["the destination", { route: [to()] }, to({ request: { set: { host: "d" } } }), "d"],
  [
    "the route before its destination",
    { rewrite: { authority: "a" }, route: [to()] },
    to({ request: { set: { host: "d" } } }),
    "a",
  ],
])("authority by %s", (_, route, destination, wanted) => {
  const result = rewritten(request, route, undefined, destination);
  expect(result.authority).toBe(wanted);
  expect(result.headers).toEqual(request.headers);
});

test.each([
  ["a sole destination writes last", 1, "destination"],
  ["the route writes after a weighted one", 2, "route"],
])("%s", (_, count, wanted) => {
  const destination = to({ request: { set: { "x-by": "destination" } } });
  const route: HttpRoute = {
    route: Array.from({ length: count }, () => destination),
    headers: { request: { set: { "x-by": "route" } } },
  };
  expect(rewritten(request, route, undefined, destination).headers["x-by"]).toBe(wanted);
});

test("a route takes away what its weighted destination sets, not what a sole one does", () => {
  const destination = to({ request: { set: { "x-a": "1" } } });
  const both: HttpRoute = { route: [destination, destination], headers: { request: { remove: ["x-a"] } } };
  expect(rewritten(request, both, undefined, destination).headers["x-a"]).toBeUndefined();
  const sole: HttpRoute = { ...both, route: [destination] };
  expect(rewritten(request, sole, undefined, destination).headers["x-a"]).toBe("1");
});
