/** Bundles of functions that stand in for the real ones: what is in them, and that they run. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildLambdas, exampleConfig, lambdaEntries } from "../../scripts/build-lambdas.ts";
import type { LambdaBundle } from "../../scripts/bundle-lambda.ts";
import type { Config } from "../../src/model/config.ts";

const outdir = mkdtempSync(join(tmpdir(), "meshwhy-lambdas-"));
const standIn = (name: string) => join(import.meta.dirname, `stand-ins/${name}.ts`);
let bundles: ReadonlyMap<string, LambdaBundle>;

beforeAll(async () => {
  const built = await buildLambdas({
    entries: { slack: standIn("slack"), worker: standIn("worker") },
    configFile: exampleConfig,
    outdir,
  });
  bundles = new Map(built.map((bundle) => [bundle.name, bundle]));
}, 60_000);
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

const text = (name: string) => readFileSync(join(outdir, name), "utf8");
const run = async (name: string, event: unknown): Promise<unknown> => {
  const { handler } = await import(pathToFileURL(join(outdir, name, "index.mjs")).href);
  return handler(event);
};
const packagesIn = (name: string) =>
  new Set(
    bundles
      .get(name)
      ?.inputs.flatMap((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(input)?.[1] ?? []),
  );

describe("the bundle with Bolt", () => {
  test("runs, and loads its other part when that is asked for", async () => {
    expect(await run("slack", { lazy: false })).toEqual(["function", "function", "function"]);
    expect(await run("slack", { lazy: true })).toEqual(["function", "function", "function", "dynamodb"]);
  });

  test("leaves out what only Bolt's other receivers use", () => {
    expect(packagesIn("slack")).toContain("@slack/bolt");
    for (const unused of ["express", "iconv-lite", "mime-db", "@slack/socket-mode", "@slack/oauth", "undici", "ws"])
      expect.soft(packagesIn("slack"), unused).not.toContain(unused);
  });

  test("reads DynamoDB's client only with the other part", () => {
    expect(text("slack/index.mjs")).not.toContain("DynamoDB_20120810");
    const parts = readdirSync(join(outdir, "slack")).filter((file) => file.startsWith("part-"));
    expect(parts.some((part) => text(`slack/${part}`).includes("DynamoDB_20120810"))).toBe(true);
    const { coldBytes = 0, allBytes = 0 } = bundles.get("slack") ?? {};
    expect(coldBytes).toBeGreaterThan(500_000);
    expect(coldBytes).toBeLessThan(1_300_000);
    expect(allBytes).toBeGreaterThan(coldBytes + 100_000);
    expect(allBytes).toBeLessThan(2_000_000);
  });

  test("carries the licences of all that is in it", () => {
    const licenses = text("slack/licenses.txt");
    for (const name of packagesIn("slack")) expect.soft(licenses, name).toMatch(new RegExp(`^${name} \\d`, "m"));
    expect(licenses).not.toMatch(/^express \d/m);
  });
});

describe("the bundle of the worker", () => {
  test("finds its configuration beside it, and the snapshots where that says", async () => {
    const { clusters } = (await run("worker", {})) as Config;
    expect(clusters.map(({ snapshot }) => snapshot)).toEqual([
      ["snapshots/demo/0"],
      ["snapshots/demo-broken/0", "snapshots/demo-broken/1"],
    ]);
    for (const place of clusters.flatMap(({ snapshot }) => snapshot))
      expect(readdirSync(join(outdir, "worker", place)).length).toBeGreaterThan(0);
  });

  test("is the only one with snapshots", () => {
    expect(existsSync(join(outdir, "slack/snapshots"))).toBe(false);
    expect(existsSync(join(outdir, "slack/config.json"))).toBe(true);
  });
});

test("what is built is what serverless.yml names", () => {
  const serverless = readFileSync(join(import.meta.dirname, "../../serverless.yml"), "utf8");
  const handlers = [...serverless.matchAll(/handler: dist\/lambda\/(\w+)\/index\.handler/g)].map(([, name]) => name);
  expect(handlers).toEqual(Object.keys(lambdaEntries));
});

test("equal input gives equal bytes", async () => {
  const again = mkdtempSync(join(tmpdir(), "meshwhy-lambdas-"));
  await buildLambdas({ entries: { worker: standIn("worker") }, configFile: exampleConfig, outdir: again });
  for (const file of ["worker/index.mjs", "worker/config.json", "worker/licenses.txt", "deployment.json"])
    expect.soft(readFileSync(join(again, file), "utf8"), file).toBe(text(file));
  rmSync(again, { recursive: true, force: true });
});
