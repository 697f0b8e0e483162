/** `mesh config lint`, and questions about a cluster that `meshwhy.yaml` names. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ErrorJson } from "../../src/render/error-json.ts";
import { mesh, shopWith } from "./mesh.ts";
import { scratch } from "./scratch.ts";
import { valid } from "./valid.ts";

const example = join(import.meta.dirname, "../../examples/meshwhy.yaml");
const least = "version: 1\nclusters:\n  demo: {snapshot: dump}\n";
const folder = scratch({
  "meshwhy.yaml": least,
  "dump/a.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: x}\nspec: {ports: [{port: 80}]}\n",
  "one.yaml": `${least}slak: {}\n`,
  "two.yaml": `${least}slak: {}\npolicy: {guests: maybe}\n`,
  "hostile.yaml": `${least}"\\e[31m": {}\npolicy: {guests: "\\u202e"}\n`,
  "latin.yaml": new Uint8Array([...Buffer.from(`${least}# `), 0xe9, 0x0a]),
  "s3.yaml": "version: 1\nclusters: {prod: {snapshot: 's3://bucket/a;b.yaml'}}\n",
  "gone.yaml": "version: 1\nclusters: {prod: {snapshot: gone}}\n",
});
const at = (name: string) => join(folder, name);

describe("mesh config lint", () => {
  test("says what is in a file that is right", async () => {
    const stdout = `${example} is right: 2 clusters, 1 channel, 1 rule, 1 digest, 1 ladder\n`;
    expect(await mesh(["config", "lint", example])).toEqual({ status: 0, stdout, stderr: "" });
    expect(await mesh(["config", "lint", "--config", example])).toEqual({ status: 0, stdout, stderr: "" });
  });

  test("says it as JSON", async () => {
    const { status, stdout, stderr } = await mesh(["config", "lint", at("meshwhy.yaml"), "-o", "json"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      schema: "meshwhy.config-lint/v1",
      file: at("meshwhy.yaml"),
      clusters: 1,
      channels: 0,
      rules: 0,
      digests: 0,
      ladders: 0,
    });
  });

  test("lists all that is wrong", async () => {
    expect(await mesh(["config", "lint", at("two.yaml")])).toEqual({
      status: 2,
      stdout: "",
      stderr: [
        `Cannot use "${at("two.yaml")}": it has 2 mistakes`,
        `  ${at("two.yaml")}:4:1  there is no key "slak" here`,
        "      Did you mean slack?",
        `  ${at("two.yaml")}:5:18  policy.guests: "maybe" is not true or false`,
        "      Write it as guests: true.",
        "Mend each of them; mesh config lint lists them.",
        "",
      ].join("\n"),
    });
  });

  test("lists it as JSON", async () => {
    const { status, stdout, stderr } = await mesh(["config", "lint", at("two.yaml"), "-o", "json"]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: "" });
    const { code, mistakes = [] } = valid<ErrorJson>(stdout, "error");
    expect(code).toBe("BAD_CONFIG");
    expect(mistakes.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([
      `${at("two.yaml")}:4:1`,
      `${at("two.yaml")}:5:18`,
    ]);
  });

  test("says the one thing that is wrong in two sentences", async () => {
    expect(await mesh(["config", "lint", at("one.yaml")])).toEqual({
      status: 2,
      stdout: "",
      stderr: `Cannot use "${at("one.yaml")}": line 4, column 1: there is no key "slak" here\nDid you mean slack?\n`,
    });
  });

  test("cannot be made to paint the screen", async () => {
    for (const output of ["text", "json"]) {
      const { stdout, stderr } = await mesh(["config", "lint", at("hostile.yaml"), "-o", output]);
      expect(stdout + stderr).toContain("mistakes");
      for (const hidden of ["\u001b", "\u202e"]) expect(stdout + stderr).not.toContain(hidden);
    }
  });

  test.each([
    ["missing.yaml", "there is no such file"],
    ["dump", "it is a folder"],
    ["latin.yaml", "it is no text in UTF-8"],
  ])("%s: %s", async (name, why) => {
    const { status, stdout, stderr } = await mesh(["config", "lint", at(name)]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^Cannot read ".*": .*\n.*\.\n$/);
    expect(stderr).toContain(why);
  });
});

describe("a question about a cluster", () => {
  test("is answered from its files, later ones laid over earlier ones", async () => {
    const asked = await mesh(["why", "checkout", "payment", "--cluster", "demo-broken", "--config", example]);
    const same = await mesh(["why", "checkout", "payment", ...shopWith("wrong-principal")]);
    expect({ status: asked.status, stderr: asked.stderr }).toEqual({ status: 1, stderr: "" });
    expect(asked.stdout).toBe(same.stdout);
  });

  test("is about the first where none is named", async () => {
    const { status, stdout } = await mesh(["why", "checkout", "payment", "--config", example]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining("HEALTHY") });
  });

  test.each<[words: readonly string[], code: string, message: string, next: string]>([
    [
      ["--cluster", "dem", "--config", example],
      "UNKNOWN_NAME",
      'Cannot ask cluster "dem": meshwhy.yaml names no such cluster',
      "Did you mean demo or demo-broken?",
    ],
    [
      ["--cluster", "xyzzy", "--config", example],
      "UNKNOWN_NAME",
      'Cannot ask cluster "xyzzy": meshwhy.yaml names no such cluster',
      "Ask one of demo, demo-broken.",
    ],
    [
      ["--config", at("s3.yaml")],
      "UNREADABLE_INPUT",
      'Cannot read cluster "prod": "s3://bucket/a;b.yaml" is in S3, which the command line does not read',
      "Copy it here with aws s3 cp 's3://bucket/a;b.yaml' . and add --snapshot FILE.",
    ],
    [
      ["--config", at("gone.yaml")],
      "UNREADABLE_INPUT",
      `Cannot read "${at("gone")}": no such file or folder`,
      "Give a folder, a file, or - for standard input.",
    ],
    [
      ["--config", at("one.yaml")],
      "BAD_CONFIG",
      `Cannot use "${at("one.yaml")}": line 4, column 1: there is no key "slak" here`,
      "Did you mean slack?",
    ],
  ])("cannot be answered: %j", async (words, code, message, next) => {
    expect(await mesh(["why", "a", "b", ...words])).toEqual({ status: 2, stdout: "", stderr: `${message}\n${next}\n` });
    const { stdout } = await mesh(["why", "a", "b", ...words, "-o", "json"]);
    expect(valid<ErrorJson>(stdout, "error")).toMatchObject({ code, message, next });
  });
});
