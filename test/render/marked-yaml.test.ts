import { describe, expect, test } from "vitest";
import { markedYaml } from "../../src/render/marked-yaml.ts";

describe("markedYaml()", () => {
  test.each([
    ["says in a comment where to look", "  subset: v3", "  subset: v3  # ← here"],
    [
      "goes on with a comment that stands for what is not there",
      "  # tls.mode is not set",
      "  # tls.mode is not set  ← here",
    ],
    ["goes on with a comment in the place of a list's entry", "  - # …", "  - # …  ← here"],
    ["is not deceived by a value that looks like a comment", '  - "# c"', '  - "# c"  # ← here'],
  ])("%s", (_, text, expected) => {
    expect(
      markedYaml([
        { text: "spec:", marked: false },
        { text, marked: true },
      ]),
    ).toEqual(["spec:", expected]);
  });
});
