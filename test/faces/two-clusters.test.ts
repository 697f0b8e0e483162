/** Two clusters on the command line: named snapshots, and names of meshwhy.yaml. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { pathsOf } from "../support/two-clusters.ts";
import { mesh } from "./mesh.ts";
import { scratch } from "./scratch.ts";

/** `--snapshot east=… --snapshot west=…`, with overlays. */
function named(...overlays: readonly string[]): readonly string[] {
  return ["east", "west"].flatMap((cluster) =>
    pathsOf(cluster, overlays).flatMap((path) => ["--snapshot", `${cluster}=${path}`]),
  );
}

function configured(...overlays: readonly string[]): string {
  const file = join(scratch({}), "meshwhy.yaml");
  const clusters = ["east", "west"].map(
    (cluster) => `  ${cluster}: {snapshot: ${JSON.stringify(pathsOf(cluster, overlays))}}`,
  );
  writeFileSync(file, `version: 1\nclusters:\n${clusters.join("\n")}\n`);
  return file;
}

describe("mesh why checkout@east payment@west", () => {
  test("asks two named snapshots", async () => {
    const { status, stdout } = await mesh(["why", "checkout@east", "payment@west", ...named("denied")]);
    expect(status).toBe(1);
    expect(stdout).toContain("shop/checkout (east) → shop/payment (west)");
    expect(stdout).toContain("75 % of requests are refused: AuthorizationPolicy shop/payment-callers@west");
    expect(stdout).toContain("# in cluster west:");
  });

  test.each([
    ["both ends named", ["checkout@east", "payment@west"]],
    ["the caller's cluster by an option", ["checkout", "payment@west", "--cluster", "east"]],
    ["the caller's cluster being the first", ["checkout", "payment@west"]],
  ])("asks two clusters of meshwhy.yaml, %s", async (_, words) => {
    const { stdout } = await mesh(["why", ...words, "--config", configured("denied")]);
    expect(stdout).toContain("shop/checkout (east) → shop/payment (west)");
    expect(stdout).toContain("payment-callers@west");
  });

  test("asks one cluster where both ends are in it", async () => {
    const { stdout } = await mesh(["why", "checkout@east", "payment@east", ...named("denied")]);
    expect(stdout).toContain("HEALTHY");
    expect(stdout).not.toContain("@west");
  });

  test("takes a path with = in it for a path, where it is there", async () => {
    const folder = join(scratch({}), "east=1");
    mkdirSync(folder);
    writeFileSync(join(folder, "a.yaml"), "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
    const { stderr } = await mesh(["why", "checkout", "payment", "--snapshot", folder]);
    expect(stderr).toContain('Cannot find "checkout"');
  });
});

describe("what cannot be asked is told", () => {
  test.each<[title: string, words: readonly string[], expected: RegExp]>([
    [
      "a cluster that no snapshot is named after",
      ["why", "checkout@east", "payment@wets", ...named()],
      /Cannot ask cluster "wets".*\n.*Did you mean west/,
    ],
    ["a caller of no cluster", ["why", "checkout", "payment@west", ...named()], /the caller's cluster is not said/],
    [
      "a snapshot without a name",
      ["why", "checkout@east", "payment@west", "--snapshot", pathsOf("east", [])[0] ?? ""],
      /--snapshot west=DIR/,
    ],
    [
      "a name beside a path",
      ["why", "checkout@east", "payment", ...named(), "--snapshot", "elsewhere"],
      /Cannot ask "elsewhere" beside/,
    ],
    [
      "a context of a kubeconfig",
      ["why", "checkout@east", "payment@west", "--context", "prod"],
      /the names after @ are those of meshwhy.yaml/,
    ],
    [
      "two clusters for one caller",
      ["why", "checkout@east", "payment", "--cluster", "west"],
      /Cannot ask in two clusters for one caller/,
    ],
    [
      "a snapshot of two clusters",
      ["snapshot", "checkout@east", "payment@west", "-o", "/nowhere/x", ...named()],
      /a snapshot is of one/,
    ],
    [
      "a comparison",
      ["diff", "a", "b", "checkout@east", "payment@west"],
      /Cannot compare in "@west"|Cannot compare in "@east"/,
    ],
  ])("%s", async (_, words, expected) => {
    const { status, stderr } = await mesh(words);
    expect(status).toBeGreaterThan(1);
    expect(stderr).toMatch(expected);
  });

  test("what proxies hold, of two live clusters", async () => {
    const file = join(scratch({}), "meshwhy.yaml");
    writeFileSync(file, "version: 1\nclusters:\n  east: {kubeconfig: east.kube}\n  west: {kubeconfig: west.kube}\n");
    const { status, stderr } = await mesh(["why", "checkout@east", "payment@west", "--proxies", "--config", file]);
    expect(status).toBe(2);
    expect(stderr).toContain("Cannot use --proxies with two clusters");
  });

  test("a cluster that meshwhy.yaml does not name", async () => {
    const { stderr } = await mesh(["why", "checkout@east", "payment@wets", "--config", configured()]);
    expect(stderr).toMatch(/Cannot ask cluster "wets": meshwhy.yaml names no such cluster\nDid you mean west/);
  });
});
