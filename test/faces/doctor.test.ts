/** mesh doctor at the command line, against the fake API server. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DoctorJson } from "../../src/render/doctor-json.ts";
import { reader, rolesOf, rulesIn, without } from "../infra/roles.ts";
import { readKubeFolders } from "../support/kube/read-kube-folders.ts";
import { type FakeKube, startFakeKube } from "../support/kube/start-fake-kube.ts";
import { mesh, shopWith } from "./mesh.ts";
import { valid } from "./valid.ts";

const shop = readKubeFolders([join(import.meta.dirname, "../../examples/shop/base")]);
const roles = rolesOf("reader");
const [podsRule] = rulesIn(roles).filter(({ rule }) => rule.resources?.[0] === "pods");
let whole: FakeKube;
let partial: FakeKube;
let config = "";
beforeAll(async () => {
  whole = await startFakeKube({ ...shop, token: "t", name: "whole", rbac: { objects: roles, subject: reader } });
  if (podsRule === undefined) throw new Error("No rule lists pods");
  const fewer = without(roles, podsRule);
  partial = await startFakeKube({ ...shop, token: "t", name: "partial", rbac: { objects: fewer, subject: reader } });
  config = mkdtempSync(join(tmpdir(), "meshwhy-test-"));
  const away = whole.kubeconfig.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:1");
  for (const [name, text] of Object.entries({ whole: whole.kubeconfig, partial: partial.kubeconfig, away }))
    writeFileSync(join(config, name), text);
});
afterAll(async () => {
  rmSync(config, { recursive: true });
  await Promise.all([whole.stop(), partial.stop()]);
});

const at = (name: string): readonly string[] => ["--kubeconfig", join(config, name)];

describe("mesh doctor", () => {
  test("of a cluster that can be asked ends with 0", async () => {
    const { status, stdout } = await mesh(["doctor", ...at("whole")]);
    expect(stdout).toContain("✓ all 37 rights that questions take are there");
    expect(stdout).toContain("! get pods/log: not granted");
    expect(status).toBe(0);
  });

  test("names the rule that is missing, and ends with 1", async () => {
    const { status, stdout } = await mesh(["doctor", ...at("partial")]);
    expect(stdout).toContain("✗ list pods: not allowed");
    expect(stdout).toContain('\n      - {apiGroups: [""], resources: [pods], verbs: [list]}\n');
    expect(status).toBe(1);
  });

  test("of a cluster that cannot be reached ends with 2, and is an answer all the same", async () => {
    const { status, stdout } = await mesh(["doctor", ...at("away"), "-o", "json"]);
    const { condition, groups } = valid<DoctorJson>(stdout, "doctor");
    expect([condition, groups.length, status]).toEqual(["unreachable", 1, 2]);
  });

  test("is valid JSON, and Markdown", async () => {
    const { stdout } = await mesh(["doctor", ...at("partial"), "-o", "json"]);
    expect(valid<DoctorJson>(stdout, "doctor").counts.missing).toBe(1);
    expect((await mesh(["doctor", ...at("whole"), "-o", "markdown"])).stdout).toMatch(/^#/);
  });

  test("looks at a cluster of meshwhy.yaml by its name", async () => {
    const file = join(config, "meshwhy.yaml");
    writeFileSync(file, "version: 1\nclusters:\n  prod:\n    kubeconfig: partial\n    namespaces: [shop]\n");
    const { stdout, stderr, status } = await mesh(["doctor", "prod", "--config", file]);
    expect(stderr).toBe("");
    expect(stdout).toContain("mesh doctor: prod");
    expect(stdout).toContain("meshwhy.yaml is right, and names 1 cluster");
    expect(status).toBe(1);
  });

  test("looks at a snapshot", async () => {
    const { stdout, status } = await mesh(["doctor", ...shopWith(), "--at", "2026-11-20T14:09:33Z"]);
    expect(stdout).toContain("Istio 1.30.0, revision default");
    expect(stdout).not.toContain("Permissions");
    expect(status).toBe(0);
  });

  test.each([
    [["doctor", "a", "b"], 'Cannot look at "b"'],
    [["doctor", "a", "--cluster", "b"], 'Cannot look at "a"'],
    [["doctor", "--port", "80"], "--port"],
    [["doctor", "nowhere", "--config", "no-such.yaml"], "no-such.yaml"],
  ])("%j is refused", async (words, message) => {
    const { status, stderr } = await mesh(words);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
