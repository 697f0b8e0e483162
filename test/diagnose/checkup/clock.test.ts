import { describe, expect, test } from "vitest";
import { entryOf, probes } from "./probes.ts";

describe("the clock", () => {
  test.each([
    ["2026-11-20T14:00:03Z", "well", "agree"],
    ["2026-11-20T14:00:09Z", "warning", "9 seconds ahead of"],
    ["2026-11-20T13:50:00Z", "warning", "10 minutes behind"],
  ])("at %s here: %s", (here, condition, what) => {
    expect(entryOf(probes([], { here }), "clock")).toMatchObject({ condition, what: expect.stringContaining(what) });
  });
});
