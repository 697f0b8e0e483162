import { describe, expect, it } from "vitest";
import { isNearText, nearTexts } from "../../src/checks/near-text.ts";

describe("isNearText()", () => {
  it.each([
    ["payment", "Payment"],
    ["v1", "v2"],
    ["stabel", "stable"],
    ["pay", "payment"],
    ["/charge", "/chrage"],
    ["web", "web-api"],
  ])("takes %s for a slip of %s", (a, b) => {
    expect(isNearText(a, b)).toBe(true);
    expect(isNearText(b, a)).toBe(true);
  });

  it.each([
    ["v1", "canary"],
    ["prod", "test"],
    ["a", "b"],
    ["a", "ab"],
    ["/charge", "/health"],
    ["stable", "canary"],
  ])("does not take %s for a slip of %s", (a, b) => {
    expect(isNearText(a, b)).toBe(false);
    expect(isNearText(b, a)).toBe(false);
  });
});

describe("nearTexts()", () => {
  it("gives the nearest first, and of equals the first given", () => {
    expect(nearTexts("stabel", ["canary", "stable-next", "stable", "Stabel"])).toEqual(["Stabel", "stable"]);
    expect(nearTexts("v3", ["v1", "v2"])).toEqual(["v1", "v2"]);
  });

  it("gives none where none is alike", () => {
    expect(nearTexts("canary", ["v1", "v2"])).toEqual([]);
  });
});
