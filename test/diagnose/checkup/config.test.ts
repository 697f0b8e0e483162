import { describe, expect, test } from "vitest";
import { entryOf, probes } from "./probes.ts";

describe("the configuration", () => {
  test("that is wrong is missing, with what to do", () => {
    const config = { file: "meshwhy.yaml", trouble: 'Cannot use "meshwhy.yaml": line 3', next: "Correct it." };
    expect(entryOf(probes(), "config/file", config)).toMatchObject({ condition: "missing", hint: "Correct it." });
  });

  test("that is right is said", () => {
    expect(entryOf(probes(), "config/file", { file: "meshwhy.yaml", clusters: 1 })?.what).toBe(
      "meshwhy.yaml is right, and names 1 cluster",
    );
  });
});
