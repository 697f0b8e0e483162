/** `mesh snapshot`. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mesh, shopWith } from "./mesh.ts";
import { scratch } from "./scratch.ts";

const root = scratch({ "foreign/thesis.txt": "years of work", "file.txt": "" });
const at = (name: string): string => join(root, name);

describe("mesh snapshot", () => {
  test("writes a pair, says what, and how to ask it again", async () => {
    const { status, stdout, stderr } = await mesh(["snapshot", "checkout", "payment", "-o", at("pair"), ...shopWith()]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.replaceAll(root, "ROOT").split("\n")).toEqual([
      expect.stringMatching(/^✓ wrote ROOT\/pair: checkout → payment, as of \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      expect.stringMatching(/^ {2}\d+ objects and \d+ log lines of \d+ pods, in \d+ files of \d+ KiB$/),
      expect.stringMatching(/^ {2}answer now: healthy: checkout reaches payment/),
      "  not read: Secrets",
      "  left out: values of Secrets; variables, arguments, annotations and ConfigMaps that no answer needs;",
      "            log lines that are none of an access log",
      "Ask again with",
      "  mesh why checkout payment --snapshot ROOT/pair",
      "",
    ]);
  });

  test.each<[string, readonly string[], number]>([
    ["text", [], 0],
    ["json", ["two-faults"], 1],
    ["markdown", ["two-faults"], 1],
  ])("answers as before, in %s", async (output, overlays, status) => {
    const ask = ["why", "checkout", "payment", "-r", "POST /charge", "-o", output];
    const dump = at(`again-${output}`);
    await mesh(["snapshot", "checkout", "payment", "-o", dump, ...shopWith(...overlays)]);
    const [before, after] = [await mesh([...ask, ...shopWith(...overlays)]), await mesh([...ask, "-s", dump])];
    expect({ ...after, stdout: unplaced(after.stdout) }).toEqual({ ...before, stdout: unplaced(before.stdout) });
    expect(before.status).toBe(status);
  });

  test.each<[string, readonly string[], readonly string[], string]>([
    ["a service", ["payment"], ["health", "payment"], "mesh health payment"],
    ["a namespace", ["ns/shop"], ["health", "ns/shop"], "mesh health ns/shop"],
    ["namespaces", ["ns/shop", "ns/istio-system"], ["health", "ns/istio-system"], "mesh health ns/istio-system"],
    ["everything", [], ["why", "checkout", "payment"], "mesh why FROM TO"],
  ])("writes %s", async (name, words, ask, again) => {
    const dump = at(name);
    const { status, stdout } = await mesh(["snapshot", ...words, "--output", dump, ...shopWith()]);
    expect(status).toBe(0);
    expect(stdout).toContain(`  ${again} --snapshot `);
    const [before, after] = [await mesh([...ask, ...shopWith()]), await mesh([...ask, "-s", dump])];
    expect(unplaced(after.stdout)).toBe(unplaced(before.stdout));
  });

  test("can be linted", async () => {
    await mesh(["snapshot", "checkout", "payment", "-o", at("linted"), ...shopWith()]);
    const { status, stdout } = await mesh(["snapshot", "lint", at("linted")]);
    expect(status).toBe(0);
    expect(stdout).not.toContain("passed over");
  });

  test("replaces its own with --force alone", async () => {
    const words = ["snapshot", "checkout", "payment", "-o", at("forced"), ...shopWith()];
    expect((await mesh(words)).status).toBe(0);
    expect(await mesh(words)).toEqual({
      status: 2,
      stdout: "",
      stderr: `Cannot write "${at("forced")}": a snapshot stands there\nReplace it with --force, or name another folder.\n`,
    });
    expect((await mesh([...words, "--force"])).status).toBe(0);
  });

  test.each([
    ["foreign", "it holds files that meshwhy did not write"],
    ["file.txt", "it is no folder"],
    ["no/where", "there is no folder to put it into"],
  ])("refuses %s", async (name, why) => {
    const { status, stderr } = await mesh([
      "snapshot",
      "checkout",
      "payment",
      "-o",
      at(name),
      "--force",
      ...shopWith(),
    ]);
    expect(status).toBe(2);
    expect(stderr).toContain(`Cannot write "${at(name)}": ${why}\n`);
  });

  test.each<[readonly string[], string]>([
    [["checkot", "payment"], 'Cannot find "checkot"'],
    [["ns/shpo"], 'Cannot find namespace "shpo"'],
    [["paymnt"], 'Cannot find "paymnt"'],
  ])("writes nothing for %j, whom nobody knows", async (words, message) => {
    const { status, stderr } = await mesh(["snapshot", ...words, "-o", at("unknown"), ...shopWith()]);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(at("unknown"))).toBe(false);
  });

  test.each([[[]], [["checkout", "payment"]]])("%j needs a folder to write to", async (words) => {
    expect(await mesh(["snapshot", ...words, ...shopWith()])).toEqual({
      status: 2,
      stdout: "",
      stderr: "Cannot write a snapshot: the folder to write is not named with --output\nSee mesh help snapshot.\n",
    });
  });

  test("leaves nothing beside it", async () => {
    mkdirSync(at("tidy"));
    await mesh(["snapshot", "checkout", "payment", "-o", at("tidy/dump"), ...shopWith()]);
    expect(readdirSync(at("tidy"))).toEqual(["dump"]);
  });

  test("gives the same bytes each time", async () => {
    const words = ["snapshot", "checkout", "payment", ...shopWith(), "-o"];
    await mesh([...words, at("one")]);
    await mesh([...words, at("other")]);
    const files = readdirSync(at("one"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(at("one").length));
    expect(files.length).toBeGreaterThan(10);
    for (const name of files)
      expect(readFileSync(at("one") + name, "utf8")).toBe(readFileSync(at("other") + name, "utf8"));
  });
});

/** Without the places that an answer names: `objects/shop/Pod.json:12`, `"file": …`. */
function unplaced(text: string): string {
  return (
    text
      .replaceAll(/^ *"(?:file|line)": (?:"[^"]*\.(?:ya?ml|json|log)"|\d+),?\n/gm, "")
      .replaceAll(/,(?=\n *\})/g, "")
      .replaceAll(/`?[\w./-]+\.(?:ya?ml|json|log):\d+`?/g, "")
      // Lines that are none of an access log are not taken along.
      .replaceAll(/\d+ log lines/g, "log lines")
      .replaceAll(/[\s│]+/g, " ")
  );
}
