/** Snapshots that cannot be read, wholly or in part. */
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { DiagnosisJson } from "../../src/render/diagnosis-json.ts";
import { aliasBomb } from "./alias-bomb.ts";
import { mesh, piped, shopWith } from "./mesh.ts";
import { scratch } from "./scratch.ts";
import { valid } from "./valid.ts";

const ask = ["why", "checkout", "payment"];
const folder = scratch({
  "empty/readme.txt": "nothing",
  "other/a.yaml": "apiVersion: v1\nkind: Recipe\nmetadata: {name: a}\n",
  "broken/a.yaml": "kind: [\n",
  "binary.yaml": new Uint8Array([0, 1, 2, 3, 255, 254, 0, 0, 1]),
  "bomb.yaml": `${aliasBomb()}kind: Service\napiVersion: v1\nmetadata: {name: *g}\n`,
  "beside/policies.yaml": "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: [\n",
  "beside/nonsense.yaml": "\u0000\u0001",
});
const at = (name: string) => join(folder, name);

describe("nothing to answer from", () => {
  test.each<[string, string, string]>([
    ["empty", "EMPTY_INPUT", "it holds no file named *.yaml, *.yml or *.json"],
    ["other", "EMPTY_INPUT", "it holds no Kubernetes object that meshwhy reads"],
    ["missing", "UNREADABLE_INPUT", "no such file or folder"],
    ["broken", "UNREADABLE_INPUT", "not valid YAML"],
    ["binary.yaml", "UNREADABLE_INPUT", "not a text file"],
    ["bomb.yaml", "UNREADABLE_INPUT", "Excessive alias count"],
    ["", "UNREADABLE_INPUT", "no such file or folder"],
  ])("%s: %s", async (name, code, why) => {
    const path = name === "" ? "" : at(name);
    const text = await mesh([...ask, "--snapshot", path]);
    expect({ status: text.status, stdout: text.stdout }).toEqual({ status: 2, stdout: "" });
    expect(text.stderr.startsWith(`Cannot read "${path}": `)).toBe(true);
    expect(text.stderr).toContain(why);
    expect(text.stderr).toMatch(/^[^\n]+\n[A-Z][^\n]+\.\n$/);
    const json = await mesh([...ask, `--snapshot=${path}`, "-o", "json"]);
    expect({ status: json.status, stderr: json.stderr }).toEqual({ status: 2, stderr: "" });
    const [message = "", next = ""] = text.stderr.split("\n");
    expect(valid(json.stdout, "error")).toMatchObject({ code, message, next });
  });

  test("on standard input", async () => {
    const { status, stdout, stderr } = await mesh([...ask, "-s", "-"], piped(""));
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("it holds no Kubernetes object that meshwhy reads");
  });

  test("where one of several is missing", async () => {
    const { status, stdout, stderr } = await mesh([...ask, ...shopWith(), "-s", at("missing")]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toBe(
      `Cannot read "${at("missing")}": no such file or folder\nGive a folder, a file, or - for standard input.\n`,
    );
  });
});

describe("what cannot be read beside what can", () => {
  test.each(["text", "json", "markdown"])("is named in the answer: %s", async (output) => {
    const { status, stdout, stderr } = await mesh([...ask, ...shopWith(), "-s", at("beside"), "-o", output]);
    expect([0, 1, 3]).toContain(status);
    expect(stderr).toBe("");
    expect(stdout.replaceAll("\\", "")).toMatch(/policies\.yaml:\d/);
    expect(stdout).toContain("not a text file");
    if (output === "json") expect(valid<DiagnosisJson>(stdout, "diagnosis").gaps.length).toBeGreaterThan(1);
  });

  test("an overlay without effect is named", async () => {
    const { stdout } = await mesh([...ask, ...shopWith(), "-s", at("other")]);
    expect(stdout).toContain("it holds no Kubernetes object that");
  });
});

test("standard input that breaks off is no answer", async () => {
  const stdin = Readable.from(
    (function* () {
      yield Buffer.from("kind: List\n");
      throw new Error("gone");
    })(),
  );
  const { status, stdout } = await mesh([...ask, "-s", "-"], { stdin });
  expect(stdout).toBe("");
  expect([2, 70]).toContain(status);
});
