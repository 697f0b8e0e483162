import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { helpFor } from "../../src/faces/cli/help.ts";
import { options } from "../../src/faces/cli/options.ts";
import { topics } from "../../src/faces/cli/topics.ts";
import { mesh } from "./mesh.ts";

describe("help", () => {
  test.each<[readonly string[], Parameters<typeof helpFor>[0]]>([
    [[], undefined],
    [["help"], undefined],
    [["--help"], undefined],
    [["-h"], undefined],
    [["help", "help"], undefined],
    [["help", "why"], "why"],
    [["why", "--help"], "why"],
    [["why", "checkout", "payment", "-h"], "why"],
    [["help", "demo"], "demo"],
    [["demo", "-h"], "demo"],
    [["help", "who"], "who"],
    [["who", "payment", "--help"], "who"],
    [["help", "health"], "health"],
    [["digest", "-h"], "digest"],
    [["help", "diff"], "diff"],
    [["diff", "a", "b", "-h"], "diff"],
    [["help", "snapshot"], "snapshot"],
    [["help", "lint"], "snapshot"],
    [["snapshot", "lint", "--help"], "snapshot"],
    [["help", "config"], "config"],
    [["config", "lint", "--help"], "config"],
    [["help", "doctor"], "doctor"],
    [["doctor", "-h"], "doctor"],
    [["help", "serve"], "serve"],
    [["serve", "--socket", "-h"], "serve"],
  ])("%j", async (words, topic) => {
    expect(await mesh(words)).toEqual({ status: 0, stdout: helpFor(topic), stderr: "" });
  });

  test("names every option", () => {
    const all = [...topics, undefined].map(helpFor).join("");
    const silent = ["help"];
    expect(Object.keys(options).filter((name) => !all.includes(`--${name}`) && !silent.includes(name))).toEqual([]);
  });

  test.each([...topics, undefined])("of %s fits a terminal", (topic) => {
    expect(
      helpFor(topic)
        .split("\n")
        .filter((text) => text.length > 80),
    ).toEqual([]);
  });
});

test.each([[["--version"]], [["-V"]], [["version"]], [["why", "--version"]]])("%j", async (words) => {
  expect(await mesh(words)).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: "" });
});
