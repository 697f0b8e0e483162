import { expect, test } from "vitest";
import { pathMatches } from "../../../src/mesh/authorization/path-match.ts";

test.each([
  ["/charge", "/charge", true],
  ["/charge", "/charge/", false],
  ["/charge", "/Charge", false],
  ["/charge*", "/charge/1", true],
  ["*/charge", "/v1/charge", true],
  ["*", "/", true],
  ["/a/*/b", "/a/x/b", false],
  ["/a/{*}/b", "/a/x/b", true],
  ["/a/{*}/b", "/a//b", false],
  ["/a/{*}/b", "/a/x/y/b", false],
  ["/a/{*}", "/a", false],
  ["/a/{**}", "/a/x/y", true],
  ["/a/{**}", "/a/", true],
  ["/a/{**}", "/a", false],
  ["/a/{**}", "/b/x", false],
  ["/a/{**}/z", "/a/x/y/z", true],
  ["/a/{**}/z", "/a/x/y", false],
  ["/a/{*}/{**}", "/a/x/y/z", true],
  ["/{*}.html", "/index.html", false],
  ["/{name}", "/{name}", true],
])("%s of %s: %s", (pattern, path, wanted) => {
  expect(pathMatches(pattern, path)).toBe(wanted);
});
