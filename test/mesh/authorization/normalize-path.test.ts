import { expect, test } from "vitest";
import { normalizePath } from "../../../src/mesh/authorization/normalize-path.ts";

test.each([
  ["/a/./b", undefined, "/a/b"],
  ["/a/../b", "BASE", "/b"],
  ["/a/..", "BASE", "/"],
  ["/a/.", "BASE", "/a/"],
  ["/../..", "BASE", "/"],
  ["/a\\b", "BASE", "/a/b"],
  ["/%61dmin", "BASE", "/admin"],
  ["/a%2Fb", "BASE", "/a%2Fb"],
  ["/a//b", "BASE", "/a//b"],
  ["/a//b", "MERGE_SLASHES", "/a/b"],
  ["/a%2F%2fb", "MERGE_SLASHES", "/a%2F%2fb"],
  ["/a%2F%2fb", "DECODE_AND_MERGE_SLASHES", "/a/b"],
  ["/a%5Cb", "DECODE_AND_MERGE_SLASHES", "/a/b"],
  ["/a/../b//", "NONE", "/a/../b//"],
  ["*", "BASE", "*"],
])("%s under %s is %s", (path, normalization, wanted) => {
  expect(normalizePath(path, normalization)).toBe(wanted);
});
