import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reduceSecrets } from "../../src/source/access-log/reduce-secrets.ts";
import { runs } from "../support/runs.ts";

const base64 = (user: string, password: string): string => Buffer.from(`${user}:${password}`).toString("base64");

describe("a sentence about a scheme is left as it is", () => {
  test.each([
    "/mesh digest morning",
    'Cannot find the digest shop: ask as "mesh digest shop-daily"',
    "Digest now",
    "basic authentication, please",
    "the basic idea.",
    "negotiate with them",
    "digest sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
  ])("%s", (text) => {
    expect(reduceSecrets(text)).toBe(text);
  });
});

describe("credentials are hidden", () => {
  test.each([
    ["Authorization: Basic bWFyYTpodW50ZXIy", "Authorization: Basic …"],
    ["basic%20bWFyYTpodW50ZXIy", "basic%20…"],
    ["Bearer swordfish", "Bearer …"],
    ["Negotiate YIIKgAYGKwYBBQUC", "Negotiate …"],
    ["NTLM TlRMTVNTUAABAAAA", "NTLM …"],
    [
      'Authorization: Digest username="Mufasa", realm="a, b", nonce="dcd98b", uri="/x", qop=auth, nc=00000001, response="6629fae" done',
      "Authorization: Digest … done",
    ],
    ['{"authorization":"Digest username=\\"Mufasa\\", response=\\"6629fae\\""}', '{"authorization":"Digest …"}'],
    ["Digest username=Mufasa,response=6629fae", "Digest …"],
    ["Digest%20username%3D%22Mufasa%22%2Cresponse%3D%226629fae%22", "Digest%20…"],
    ['Digest username="cut off in the mid', "Digest …"],
  ])("%s", (text, reduced) => {
    expect(reduceSecrets(text)).toBe(reduced);
  });

  test("whoever the user is, and whatever the password", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 2 }), (user, password) => {
        const credentials = base64(user.replaceAll(":", ""), password);
        expect(reduceSecrets(`authorization: Basic ${credentials}`)).toBe("authorization: Basic …");
      }),
      runs(300),
    );
  });
});
