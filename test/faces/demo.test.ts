/** `mesh demo`: every story, told from anywhere. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { DiagnosisJson } from "../../src/render/diagnosis-json.ts";
import { mesh, shopWith } from "./mesh.ts";
import { valid } from "./valid.ts";

const root = join(import.meta.dirname, "../..");
const overlays = join(root, "examples/shop/overlays");
const names = readdirSync(overlays).sort();

interface Scenario {
  readonly title: string;
  readonly expect: {
    readonly verdict: string;
    readonly culprit: { readonly kind: string; readonly name: string } | null;
  };
}

function scenario(name: string): Scenario {
  return parse(readFileSync(join(overlays, name, "scenario.yaml"), "utf8")) as Scenario;
}

describe.each(names)("mesh demo %s", (name) => {
  const { title, expect: expected } = scenario(name);

  test("ends well, with the verdict of the story", async () => {
    const { status, stdout, stderr } = await mesh(["demo", name]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.startsWith(`The example shop, story "${name}": ${title}\n$ mesh why `)).toBe(true);
    expect(stdout).toContain(` ${expected.verdict.toUpperCase()}`);
  });

  test("as JSON is the diagnosis alone", async () => {
    const { status, stdout, stderr } = await mesh(["demo", name, "--output", "json"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const { verdict, culprit } = valid<DiagnosisJson>(stdout, "diagnosis");
    expect({ verdict, kind: culprit?.kind, name: culprit?.name }).toEqual({
      verdict: expected.verdict,
      kind: expected.culprit?.kind,
      name: expected.culprit?.name,
    });
  });
});

describe("mesh demo", () => {
  test("without a name tells the story of the README", async () => {
    expect(await mesh(["demo"])).toEqual(await mesh(["demo", "wrong-principal"]));
  });

  test("says what to type for the same answer", async () => {
    const [, command = "", , ...answer] = (await mesh(["demo"])).stdout.split("\n");
    const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
    expect(words.slice(0, 2)).toEqual(["$", "mesh"]);
    expect((await mesh(words.slice(2))).stdout).toBe(answer.join("\n"));
  });

  test("as Markdown has no preface", async () => {
    const { stdout } = await mesh(["demo", "-o", "md"]);
    expect(stdout).not.toContain("The example shop");
    expect(stdout).toContain("BROKEN");
  });

  test.each([["--list"], ["-l"]])("%s names every story", async (option) => {
    const { status, stdout, stderr } = await mesh(["demo", option]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const listed = stdout.trimEnd().split("\n");
    expect(listed.map((line) => line.split(/ {2,}/))).toEqual(names.map((name) => [name, scenario(name).title]));
  });

  test("--list as JSON", async () => {
    const { stdout } = await mesh(["demo", "--list", "-o", "json"]);
    expect(JSON.parse(stdout)).toEqual({
      schema: "meshwhy.stories/v1",
      stories: names.map((name) => ({ name, title: scenario(name).title })),
    });
  });

  test("suggests a story that is called nearly so", async () => {
    expect(await mesh(["demo", "wrong-principle"])).toEqual({
      status: 2,
      stdout: "",
      stderr: 'Cannot show "wrong-principle": the example mesh has no such story\nDid you mean wrong-principal?\n',
    });
    const { stdout } = await mesh(["demo", "wrong-principle", "-o", "json"]);
    expect(valid(stdout, "error")).toMatchObject({ code: "UNKNOWN_NAME", candidates: ["wrong-principal"] });
  });

  test.each(["xyzzy", "..", "healthy/../deny-all", "__proto__"])("knows no story %s", async (name) => {
    const { status, stdout } = await mesh(["demo", name, "-o", "json"]);
    expect(status).toBe(2);
    expect(valid(stdout, "error")).toMatchObject({ code: "UNKNOWN_NAME" });
  });

  test("--verbose tells timings on stderr", async () => {
    const { stdout, stderr } = await mesh(["demo", "--verbose"]);
    expect(stdout).toBe((await mesh(["demo"])).stdout);
    expect(stderr).toMatch(/^read \d+ ms, in all \d+ ms, \d+ MB\n$/);
  });
});

test("the base alone is healthy", async () => {
  expect((await mesh(["why", "checkout", "payment", ...shopWith()])).status).toBe(0);
});
