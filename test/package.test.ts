import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startShopKube } from "./support/kube/shop-kube.ts";

const root = join(import.meta.dirname, "..");

describe("the packed package", { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "meshwhy-package-"));
  const installed = join(folder, "node_modules/meshwhy");
  let files: readonly string[] = [];

  beforeAll(() => {
    const [packed] = JSON.parse(npm(root, "pack", "--json", "--pack-destination", folder));
    files = packed.files.map(({ path }: { path: string }) => path);
    writeFileSync(join(folder, "package.json"), `{"private":true}`);
    npm(folder, "install", `./${packed.filename}`, "--ignore-scripts", "--omit=optional", "--prefer-offline");
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("holds what it needs and nothing else", () => {
    expect(files).toEqual(
      expect.arrayContaining([
        "LICENSE",
        "NOTICE",
        "bin/mesh.js",
        "dist/cli.js",
        "dist/cluster.js",
        "dist/licenses.txt",
        "dist/serve.js",
      ]),
    );
    const wanted =
      /^(bin|dist|playbooks|examples\/shop|schema)\/|^(package\.json|README\.md|CHANGELOG\.md|LICENSE|NOTICE)$/;
    expect(files.filter((path) => !wanted.test(path) || path.includes(".draft"))).toEqual([]);
  });

  test("does not carry the Node pin", () => {
    expect(readFileSync(join(installed, "package.json"), "utf8")).not.toContain("node-linux");
    expect(readFileSync(join(folder, "package-lock.json"), "utf8")).not.toContain("node-linux");
  });

  test("says its version", () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(mesh("--version")).toMatchObject({ status: 0, stdout: expect.stringContaining(version), stderr: "" });
  });

  test("shows the demo", () => {
    const { status, stdout, stderr } = mesh("demo");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/broken|degraded/i);
  });

  test("serves", () => {
    writeFileSync(join(folder, "meshwhy.yaml"), "version: 1\nclusters:\n  prod:\n    snapshot: dump\n");
    const { status, stderr } = spawnSync(process.execPath, [join(installed, "bin/mesh.js"), "serve"], {
      cwd: folder,
      encoding: "utf8",
      env: {},
    });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^Cannot serve: "MESHWHY_BOT_TOKEN" is not set\n/),
    });
  });

  test("asks a live cluster", async () => {
    const shop = await startShopKube();
    const kubeconfig = shop.file("kubeconfig", shop.kube.kubeconfig);
    const words = ["why", "checkout", "payment", "--kubeconfig", kubeconfig, "--context", "dev"];
    const child = spawn(process.execPath, [join(installed, "bin/mesh.js"), ...words], { cwd: folder });
    const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
    await shop.stop();
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toContain('AuthorizationPolicy shop/payment-callers admits service account "orders"');
  });

  function mesh(...words: readonly string[]) {
    return spawnSync(process.execPath, [join(installed, "bin/mesh.js"), ...words], { cwd: folder, encoding: "utf8" });
  }
});

function npm(cwd: string, ...words: readonly string[]): string {
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  return execFileSync("npm", [...words, ...quiet], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
