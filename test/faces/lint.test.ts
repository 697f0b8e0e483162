/** `mesh snapshot lint`. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mesh, piped, shopWith } from "./mesh.ts";
import { scratch } from "./scratch.ts";
import { valid } from "./valid.ts";

const service = "apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: x}\nspec: {ports: [{port: 80}]}\n";
const folder = scratch({
  "good/a.yaml": service,
  "bad/a.yaml": `${service}---\n${service.replace("name: a", "name: b").replace("80", "eighty")}`,
  "bad/b.yaml": `${service.replace("name: a", "name: c")}---\nkind: [\n`,
  "bad/c.yaml": new Uint8Array([0, 1, 2, 3]),
  "other/a.yaml": "apiVersion: v1\nkind: Recipe\nmetadata: {name: a}\n",
  "mixed/a.yaml": `${service}---\napiVersion: v1\nkind: Recipe\nmetadata: {name: a}\n`,
  "empty/a.txt": "",
  "hostile/a.yaml": `${service.replace("80", '"\\e[31m"')}`,
});
const at = (name: string) => join(folder, name);

function lint(...words: readonly string[]) {
  return mesh(["snapshot", "lint", ...words]);
}

describe("a good snapshot", () => {
  test.each([
    ["good", "✓ ok  1 object in 1 file\n"],
    ["good/a.yaml", "✓ ok  1 object in 1 file\n"],
    ["mixed", "✓ ok  1 object in 1 file, 1 document of other kinds passed over\n"],
  ])("%s", async (name, stdout) => {
    expect(await lint(at(name))).toEqual({ status: 0, stdout, stderr: "" });
  });

  test("on standard input", async () => {
    expect(await mesh(["snapshot", "lint", "-"], piped(service))).toMatchObject({ status: 0, stderr: "" });
  });

  test("of several folders, however they are named", async () => {
    const [, base = ""] = shopWith();
    expect(await lint(base, at("good"))).toEqual(await lint("--snapshot", base, "-s", at("good")));
    expect((await lint(base, at("good"))).stdout).toMatch(/^✓ ok {2}\d+ objects in \d+ files/);
  });

  test("as JSON", async () => {
    const { status, stdout, stderr } = await lint(at("mixed"), "--output", "json");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({ schema: "meshwhy.lint/v1", problems: [], files: 1, objects: 1, ignored: 1 });
  });
});

describe("a bad one", () => {
  test("names file and line of each problem, once", async () => {
    const { status, stdout, stderr } = await lint(at("bad"));
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    const [a = "", b = "", c = "", sum, ...more] = stdout.split("\n");
    expect(a).toMatch(/^✗ problem {2}a\.yaml:6 {2}Service x\/b: spec\.ports\[0\]\.port: /);
    expect(b).toMatch(/^✗ problem {2}b\.yaml:\d+ {2}not valid YAML: /);
    expect(c).toBe("✗ problem  c.yaml  not a text file");
    expect([sum, ...more]).toEqual(["✗ 3 problems  3 objects in 2 files", ""]);
  });

  test("as JSON", async () => {
    const { status, stdout, stderr } = await lint(at("bad"), "-ojson");
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    const { schema, problems } = JSON.parse(stdout) as { schema: string; problems: readonly { file: string }[] };
    expect(schema).toBe("meshwhy.lint/v1");
    expect(problems.map(({ file }) => file)).toEqual(["a.yaml", "b.yaml", "c.yaml"]);
  });

  test("cannot paint the screen", async () => {
    for (const output of ["text", "json"])
      expect((await lint(at("hostile"), "-o", output)).stdout).not.toContain("\u001b");
  });
});

describe("nothing to lint", () => {
  test.each([
    ["empty", "EMPTY_INPUT", "there is no file named *.yaml, *.yml or *.json"],
    ["other", "EMPTY_INPUT", "there is no Kubernetes object that meshwhy reads, but 1 document of other kinds"],
    ["missing", "UNREADABLE_INPUT", "no such file or folder"],
  ])("%s: %s", async (name, code, why) => {
    const text = await lint(at(name));
    expect({ status: text.status, stdout: text.stdout }).toEqual({ status: 2, stdout: "" });
    expect(text.stderr).toMatch(/^Cannot (?:lint|read) ".*\n.*\.\n$/);
    expect(text.stderr).toContain(why);
    const json = await lint(at(name), "-o", "json");
    expect({ status: json.status, stderr: json.stderr }).toEqual({ status: 2, stderr: "" });
    expect(valid(json.stdout, "error")).toMatchObject({ code, message: expect.stringContaining(why) });
  });
});

test("--verbose tells timings on stderr", async () => {
  const quiet = await lint(at("good"));
  expect(await lint(at("good"), "--verbose")).toEqual({ ...quiet, stderr: expect.stringMatching(/^in all \d+ ms\n$/) });
});
