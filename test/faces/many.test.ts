/** mesh who, mesh health and mesh digest, as they are typed. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { DigestJson } from "../../src/render/digest-json.ts";
import type { HealthJson } from "../../src/render/health-json.ts";
import type { WhoJson } from "../../src/render/who-json.ts";
import { mesh, shopWith } from "./mesh.ts";
import { scratch } from "./scratch.ts";
import { valid } from "./valid.ts";

const folder = scratch({ "not.json": "{", "other.json": "{}" });
const at = (name: string) => join(folder, name);
const shop = join(import.meta.dirname, "../../examples/shop");
const configured = scratch({
  "meshwhy.yaml": `version: 1\nclusters:\n  prod:\n    snapshot: [${shop}/base, ${shop}/overlays/deny-all]\n`,
});

describe("mesh health", () => {
  test.each([
    ["healthy", 0, []],
    ["degraded", 1, ["broken-canary"]],
    ["broken", 1, ["wrong-principal"]],
  ] as const)("%s: %i", async (verdict, status, overlays) => {
    const left = await mesh(["health", "payment", ...shopWith(...overlays), "-o", "json"]);
    expect([left.status, left.stderr]).toEqual([status, ""]);
    expect(valid<HealthJson>(left.stdout, "health").verdict).toBe(verdict);
  });

  test("unknown: 3, where nobody is known to call", async () => {
    const { status, stdout } = await mesh(["health", "ns/istio-system", ...shopWith(), "-o", "json"]);
    expect([status, valid<HealthJson>(stdout, "health").verdict]).toEqual([3, "unknown"]);
  });

  test.each(["text", "markdown"])("prints %s", async (output) => {
    const { status, stdout, stderr } = await mesh(["health", "shop", ...shopWith("deny-all"), "-o", output, "-v"]);
    expect(status).toBe(1);
    expect(stdout).toContain("shop/checkout → shop/payment");
    expect(stderr).toMatch(/^read \d+ ms, in all \d+ ms, \d+ MB\n$/);
  });
});

describe("mesh who", () => {
  test("is answered whatever the mesh is like", async () => {
    const { status, stdout, stderr } = await mesh(["who", "payment", ...shopWith("deny-all"), "--output", "json"]);
    expect([status, stderr]).toEqual([0, ""]);
    const { of, callers } = valid<WhoJson>(stdout, "who");
    expect([of.name, callers.map(({ resource }) => resource.name).sort()]).toEqual([
      "payment",
      ["checkout", "refunds"],
    ]);
  });

  test("names file and line of what names a caller", async () => {
    const { stdout } = await mesh(["who", "payment", "-n", "shop", ...shopWith()]);
    expect(stdout).toMatch(/policies\.yaml:\d+/);
  });
});

describe("mesh digest", () => {
  const digest = async (overlay: string | undefined, ...words: readonly string[]) => {
    const overlays = overlay === undefined ? [] : [overlay];
    const { status, stdout, stderr } = await mesh(["digest", ...shopWith(...overlays), ...words, "-o", "json"]);
    expect(stderr).toBe("");
    return { status, json: valid<DigestJson>(stdout, "digest") };
  };
  const of = (list: readonly { readonly pair: string }[]) => list.map(({ pair }) => pair);
  const checkout = "shop/checkout → shop/payment";

  test("compares with the one before, from the first run on", async () => {
    const file = at("shop.json");
    const kept = ["-n", "shop", "--previous", file, "--save", file];
    const first = await digest("wrong-principal", ...kept);
    expect([first.status, first.json.comparedWith, of(first.json.new)]).toEqual([1, null, [checkout]]);
    const same = await digest("wrong-principal", ...kept);
    expect([same.status, same.json.unchanged, of(same.json.still)]).toEqual([1, true, [checkout]]);
    expect(same.json.still[0]?.openSince).toBe(first.json.at);
    const healed = await digest(undefined, ...kept);
    expect([healed.status, of(healed.json.resolved), healed.json.verdict]).toEqual([0, [checkout], "healthy"]);
    const quiet = await mesh(["digest", ...shopWith(), ...kept]);
    expect(quiet.stdout).toMatch(/nothing changed; 11 of 11 pairs healthy\ncompared with [^\n]*\n$/);
  });

  test("asks about the pairs that are named", async () => {
    const { json } = await digest("two-faults", "--pair", "checkout,payment", "--pair", "orders, notification");
    expect([of(json.new), json.asked]).toEqual([[checkout], 2]);
  });

  test("writes nothing where it is not told to", async () => {
    await digest(undefined, "-n", "shop");
    expect(existsSync(at("mesh digest"))).toBe(false);
  });

  test("keeps the record as others can read it", async () => {
    await digest("deny-all", "-n", "shop", "--save", at("kept.json"));
    const record = JSON.parse(readFileSync(at("kept.json"), "utf8")) as { schema: string; pairs: object[] };
    expect([record.schema, record.pairs.length]).toEqual(["meshwhy.digest-record/v1", 2]);
  });

  test.each([
    ["absent.json", "there is no such file"],
    ["not.json", "JSON"],
    ["other.json", "it is not what --save writes: at schema"],
  ])("cannot compare with %s", async (name, why) => {
    const { status, stdout, stderr } = await mesh(["digest", "-n", "shop", ...shopWith(), "--previous", at(name)]);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(why);
  });

  test("says so where it cannot save", async () => {
    writeFileSync(at("file"), "");
    const { status, stderr } = await mesh(["digest", "-n", "shop", ...shopWith(), "--save", join(at("file"), "x")]);
    expect([status, stderr.startsWith("Cannot write")]).toEqual([2, true]);
  });
});

describe("a cluster that meshwhy.yaml names", () => {
  const named = ["--cluster", "prod", "--config", join(configured, "meshwhy.yaml")];

  test.each([
    [["who", "payment"], 0],
    [["health", "payment"], 1],
    [["digest", "-n", "shop"], 1],
  ] as const)("%j", async (words, status) => {
    const left = await mesh([...words, ...named]);
    expect([left.status, left.stderr]).toEqual([status, ""]);
    expect(left.stdout).toContain("shop/checkout");
    if (words[0] === "digest") expect(left.stdout).toMatch(/^Digest of prod /);
  });

  test("is not asked beside a snapshot", async () => {
    const { status, stderr } = await mesh(["who", "payment", ...named, ...shopWith()]);
    expect([status, stderr.split(":", 1)[0]]).toEqual([2, "Cannot ask a snapshot and a configured cluster"]);
  });
});

describe("what makes no sense is refused", () => {
  test.each<[readonly string[], string]>([
    [["who"], "Cannot ask: no service is named"],
    [["health"], "Cannot ask: no service or namespace is named"],
    [["health", " "], "Cannot ask: no service or namespace is named"],
    [["who", "a", "b"], 'Cannot ask about "a b": who takes one service'],
    [["health", "a", "b"], 'Cannot ask about "a b": health takes one service or namespace'],
    [["digest"], 'Cannot run "digest": neither --namespace nor --pair is given'],
    [["digest", "shop"], 'Cannot run "digest" on "shop": namespaces and pairs are named by options'],
    [["digest", "--pair", "a"], 'Cannot read the pair "a": it is not two names with a comma between'],
    [["digest", "--pair", "a,b,c"], 'Cannot read the pair "a,b,c": it is not two names with a comma between'],
    [["who", "a", "-n", "x", "-n", "y"], "Cannot read the command line: --namespace is given twice"],
    [["why", "a", "b", "-n", "x", "-n", "y"], "Cannot read the command line: --namespace is given twice"],
    [["who", "a", "--port", "1"], "Cannot use --port here: mesh who has no such option"],
    [["health", "a", "--request", "GET /"], "Cannot use --request here: mesh health has no such option"],
    [["why", "a", "b", "--save", "x"], "Cannot use --save here: mesh why has no such option"],
    [["who", "a"], "Cannot answer: no snapshot is named, and there is no kubeconfig"],
    [["healt", "a"], 'Cannot run "healt": there is no such command'],
  ])("%j", async (words, message) => {
    const { status, stdout, stderr } = await mesh(words);
    expect([status, stdout, stderr.split("\n", 1)[0]]).toEqual([2, "", message]);
  });

  test.each([
    [["who", "paymnt"], "UNKNOWN_NAME"],
    [["health", "ns/shp"], "UNKNOWN_NAME"],
    [["digest", "-n", "shp"], "UNKNOWN_NAME"],
  ])("%j: %s", async (words, code) => {
    const { status, stdout } = await mesh([...words, ...shopWith(), "-o", "json"]);
    expect([status, valid<{ code: string }>(stdout, "error").code]).toEqual([2, code]);
  });
});
