import { expect, test } from "vitest";
import { requestPrincipalMatches } from "../../../src/mesh/authorization/request-principal-match.ts";

const claims = { iss: "https://id.example.com/realm", sub: "alice" };

test.each([
  ["*", true],
  ["https://id.example.com/realm/alice", true],
  ["https://id.example.com/realm/bob", false],
  ["https://id.example.com/realm/*", true],
  ["https://id.example.com/realm/al*", true],
  ["https://id.example.com/other/*", false],
  ["*/alice", true],
  ["*realm/alice", true],
  ["*ice", true],
  ["https*", true],
  ["https://id.example.com/realm", false],
])("%s: %s", (value, wanted) => {
  expect(requestPrincipalMatches(value, claims)).toBe(wanted);
});

test("without a token nothing matches, nor without a subject", () => {
  expect(requestPrincipalMatches("*", undefined)).toBe(false);
  expect(requestPrincipalMatches("*", { iss: "x" })).toBe(false);
});
