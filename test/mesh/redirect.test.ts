import { expect, test } from "vitest";
import { redirection } from "../../src/mesh/redirect.ts";
import type { HttpRequest } from "../../src/model/http-request.ts";
import type { HttpRedirect } from "../../src/model/resources/virtual-service.ts";

const request: HttpRequest = {
  method: "GET",
  path: "/a",
  query: "q=1",
  authority: "shop.example:8080",
  scheme: "http",
  headers: {},
};

test.each<[string, HttpRedirect, string]>([
  ["nothing", {}, "http://shop.example:8080/a?q=1"],
  ["the path, query kept", { uri: "/b" }, "http://shop.example:8080/b?q=1"],
  ["a path with its own query", { uri: "/b?x" }, "http://shop.example:8080/b?x"],
  ["the authority", { authority: "other" }, "http://other/a?q=1"],
  ["the scheme", { scheme: "https" }, "https://shop.example:8080/a?q=1"],
  ["the port", { port: 9090 }, "http://shop.example:9090/a?q=1"],
  ["a default port, which is not written", { port: 80 }, "http://shop.example:8080/a?q=1"],
  ["443 of https", { scheme: "https", port: 443, authority: "x" }, "https://x/a?q=1"],
  ["the request's port", { derivePort: "FROM_REQUEST_PORT", authority: "x" }, "http://x:8080/a?q=1"],
  ["the protocol's port", { derivePort: "FROM_PROTOCOL_DEFAULT", authority: "x" }, "http://x/a?q=1"],
])("redirects %s", (_, redirect, location) => {
  expect(redirection(redirect, request, { port: 8080 })).toEqual({ status: 301, location });
});

test("a default port goes with its scheme", () => {
  const from = { ...request, authority: "shop.example:80" };
  expect(redirection({ scheme: "https" }, from, { port: 80 })?.location).toBe("https://shop.example/a?q=1");
});

test.each([
  [undefined, 301],
  [0, 301],
  [302, 302],
  [308, 308],
  [200, undefined],
])("code %s gives %s", (redirectCode, status) => {
  const redirect = redirectCode === undefined ? {} : { redirectCode };
  expect(redirection(redirect, request, { port: 8080 })?.status).toBe(status);
});
