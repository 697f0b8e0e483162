import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { packSnapshots } from "../../scripts/pack-snapshots.ts";
import type { Config } from "../../src/model/config.ts";

let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "meshwhy-pack-")));
  for (const name of [
    "home/mesh/a.yaml",
    "home/mesh/deep/b.json",
    "home/mesh/logs/shop/pod/istio-proxy.log",
    "home/mesh/.git/config.yaml",
    "home/mesh/node_modules/x.json",
    "home/mesh/kubeconfig",
    "home/one.yaml",
    "elsewhere/secret.yaml",
  ])
    write(name);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), "a: 1\n");
}

const places = (...snapshot: readonly string[]): readonly string[] => {
  const config = { clusters: [{ name: "prod", snapshot }] } as unknown as Config;
  const packed = packSnapshots(config, join(folder, "home/meshwhy.yaml"), join(folder, "out"));
  return packed.clusters[0]?.snapshot ?? [];
};

const packedFiles = () =>
  readdirSync(join(folder, "out"), { recursive: true, withFileTypes: true, encoding: "utf8" })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(join(folder, "out").length + 1))
    .sort();

test("a folder is carried with what meshwhy reads of it, and with nothing else", () => {
  expect(places("mesh")).toEqual(["snapshots/prod/0"]);
  expect(packedFiles()).toEqual([
    "snapshots/prod/0/a.yaml",
    "snapshots/prod/0/deep/b.json",
    "snapshots/prod/0/logs/shop/pod/istio-proxy.log",
  ]);
});

test("files and overlays keep their order; S3 is left where it is", () => {
  expect(places("one.yaml", "s3://bucket/key.yaml", "./mesh/deep")).toEqual([
    "snapshots/prod/0/one.yaml",
    "s3://bucket/key.yaml",
    "snapshots/prod/2",
  ]);
  expect(packedFiles()).toEqual(["snapshots/prod/0/one.yaml", "snapshots/prod/2/b.json"]);
});

describe("refused is", () => {
  test.each([
    ["what lies outside", "../elsewhere", "it lies outside the folder of the configuration"],
    ["what is not there", "nothing", "there is none"],
  ])("%s", (_, place, state) => {
    expect(() => places(place)).toThrow(`Cannot pack the snapshot "${place}": ${state}. `);
  });

  test("a link that leads outside", () => {
    symlinkSync(join(folder, "elsewhere"), join(folder, "home/link"));
    expect(() => places("link")).toThrow("it lies outside the folder of the configuration");
  });

  test("a folder with a link inside that leads outside", () => {
    symlinkSync(join(folder, "elsewhere/secret.yaml"), join(folder, "home/mesh/link.yaml"));
    expect(() => places("mesh")).toThrow("it lies outside the folder of the configuration");
  });
});
