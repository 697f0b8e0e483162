/** `mesh why` and its like on a live cluster, in a process of their own, with a kubeconfig on disk. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { DiagnosisJson } from "../../src/render/diagnosis-json.ts";
import { compileCache } from "../support/compile-cache.ts";
import { byTls } from "../support/kube/by-tls.ts";
import { kubeconfigText } from "../support/kube/kubeconfig-text.ts";
import type { PodRequest } from "../support/kube/pod-streams.ts";
import { readKubeFolders } from "../support/kube/read-kube-folders.ts";
import { kubeToken, type ShopKube, startShopKube } from "../support/kube/shop-kube.ts";
import { speakingProxies } from "../support/kube/speaking-proxies.ts";
import { ownTime } from "../support/own-time.ts";
import type { Left } from "./mesh.ts";
import { valid } from "./valid.ts";

const main = join(import.meta.dirname, "../../src/faces/cli/main.ts");
const charge = ["why", "checkout", "payment", "-r", "POST /charge"];

let shop: ShopKube;
let kubeconfig: string;
const asked: PodRequest[] = [];
beforeAll(async () => {
  const { objects } = readKubeFolders([join(import.meta.dirname, "../../examples/shop/base")]);
  const { http } = speakingProxies(objects);
  shop = await startShopKube(undefined, {
    http: (request) => {
      asked.push(request);
      return http(request);
    },
  });
  kubeconfig = shop.file("kubeconfig", shop.kube.kubeconfig);
});
afterEach(() => shop.kube.reset());
afterAll(() => shop.stop());

function start(words: readonly string[], env: Readonly<Record<string, string>> = { KUBECONFIG: kubeconfig }) {
  return spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...compileCache, PATH: process.env.PATH, HOME: shop.folder, ...env },
    cwd: shop.folder,
  });
}

async function mesh(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Left> {
  const child = start(words, env);
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  expect(stdout + stderr).not.toContain(kubeToken);
  return { status: Number(status), stdout, stderr };
}

async function diagnosed(words: readonly string[]): Promise<Left & { readonly json: DiagnosisJson }> {
  const left = await mesh([...words, "-o", "json"]);
  return { ...left, json: valid<DiagnosisJson>(left.stdout, "diagnosis") };
}

const before = readKubeFolders(
  ["base", "overlays/wrong-principal"].map((name) => join(import.meta.dirname, "../../examples/shop", name)),
).objects;
describe("the cluster of the current context", { timeout: 30_000 }, () => {
  const said = () => `Asking context "dev", the current one of "${kubeconfig}"\n`;

  test("is asked where nothing is named, and said", async () => {
    const { status, stdout, stderr } = await mesh(charge);
    expect({ status, stderr }).toEqual({ status: 1, stderr: said() });
    expect(stdout).toContain("✗ BROKEN");
    expect(stdout).toContain('AuthorizationPolicy shop/payment-callers admits service account "orders"');
    expect(stdout).toMatch(/Read: \d+ objects, \d+ log lines in \d+ API calls/);
  });

  test("may be healthy", async () => {
    const healthy = await startShopKube([]);
    const file = healthy.file("kubeconfig", healthy.kube.kubeconfig);
    const { status, stdout } = await mesh([...charge, "--kubeconfig", file]);
    await healthy.stop();
    expect(status).toBe(0);
    expect(stdout).toContain("✓ HEALTHY");
  });

  test("is asked in its namespace first", async () => {
    const context = { ...shop.kube.context("dev", kubeToken), namespace: "shop" };
    const file = shop.file("in-shop", kubeconfigText([context]));
    const { status, stderr } = await mesh(["who", "payment"], { KUBECONFIG: file });
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: `Asking context "dev", the current one of "${file}", namespace shop first\n`,
    });
  });

  test.each([
    [["health", "ns/shop"], 1, "✗ BROKEN"],
    [["who", "shop/payment"], 0, "Service shop/payment"],
    [["digest", "--pair", "shop/checkout,shop/payment"], 1, "digest of dev   ✗ BROKEN"],
  ])("is asked by mesh %j", async (words, status, claim) => {
    const left = await mesh(words);
    expect(left).toMatchObject({ status, stderr: said() });
    expect(left.stdout.toLowerCase()).toContain(claim.toLowerCase());
  });

  test("is asked for Secrets only where --secrets says so, and never for what is in them", async () => {
    const { objects } = readKubeFolders([join(import.meta.dirname, "../../examples/shop/base")]);
    shop.kube.set([...objects, byTls]);
    onTestFinished(() => shop.kube.set(before));
    const asked = () => shop.kube.requests.filter(({ path }) => path.includes("/secrets"));
    const entering = ["why", "internet", "frontend", "-H", "host: shop.example.com", "--context", "dev"];
    await mesh(entering);
    expect(asked()).toEqual([]);
    await mesh([...entering, "--secrets"]);
    expect(asked().length).toBeGreaterThan(0);
    for (const { accept } of asked()) expect(accept).toMatch(/^application\/json;as=Table;/);
  });

  test("is not said where the context is named", async () => {
    expect(await mesh([...charge, "--context", "dev"])).toMatchObject({ status: 1, stderr: "" });
    expect(await mesh([...charge, "--context", "dev", "--kubeconfig", kubeconfig], {})).toMatchObject({
      status: 1,
      stderr: "",
    });
  });
});

describe("what may not be read", { timeout: 30_000 }, () => {
  test("leaves the verdict open where it decides, with the right that is missing", async () => {
    shop.kube.faults.add({ resource: "authorizationpolicies.security.istio.io", fault: { is: "forbidden" } });
    shop.kube.faults.add({ resource: "pods/log", fault: { is: "forbidden" } });
    const { status, json } = await diagnosed(charge);
    expect(status).toBe(3);
    expect(json.verdict).toBe("unknown");
    expect(json.gaps).toContainEqual(
      expect.objectContaining({
        what: "AuthorizationPolicies",
        grant:
          'in a ClusterRole: {apiGroups: ["security.istio.io"], resources: [authorizationpolicies], verbs: [list]}',
      }),
    );
    const { stdout } = await mesh(charge);
    expect(stdout.replace(/\s+/g, " ")).toContain("resources: [authorizationpolicies], verbs: [list]");
  });

  test("changes nothing where it does not", async () => {
    shop.kube.faults.add({ resource: "wasmplugins.extensions.istio.io", fault: { is: "not-served" } });
    shop.kube.faults.add({ resource: "ingresses.networking.k8s.io", fault: { is: "forbidden" } });
    const { status, json } = await diagnosed(charge);
    expect(status).toBe(1);
    expect(json.culprit).toMatchObject({ kind: "AuthorizationPolicy", name: "payment-callers" });
    expect(json.gaps.map(({ what }) => what)).toContain("Ingresses");
  });
});

describe("proxies", { timeout: 30_000 }, () => {
  test("are asked what they hold with --proxies alone, and the process ends at once", async () => {
    await mesh(charge);
    expect(asked).toEqual([]);
    const spent = ownTime();
    const { status } = await mesh([...charge, "--proxies"]);
    expect(status).toBe(1);
    expect(spent()).toBeLessThan(15_000);
    expect(asked.length).toBeGreaterThan(10);
    expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(["GET"]));
  });

  test("go into a snapshot, which then tells what they said", async () => {
    const { status } = await mesh(["snapshot", "checkout", "payment", "--proxies", "-o", "dump"]);
    expect(status).toBe(0);
    const record = JSON.parse(readFileSync(join(shop.folder, "dump/meshwhy-snapshot.json"), "utf8")) as Snapshot;
    expect(record.proxies?.filter(({ held }) => held !== undefined)).toHaveLength(4);
    expect((await mesh([...charge, "-s", "dump"])).status).toBe(1);
  });

  test.each([
    ["a snapshot", ["-s", "."]],
    ["a configured snapshot", ["--config", "mesh.yaml"]],
  ])("of %s cannot be asked", async (_, words) => {
    shop.file("mesh.yaml", "version: 1\nclusters: {a: {snapshot: .}}\n");
    const { status, stderr } = await mesh([...charge, "--proxies", ...words]);
    expect(status).toBe(2);
    expect(stderr).toContain("Cannot use --proxies: a snapshot is asked, and it has no proxies that run");
  });

  test("of many pairs are not asked", async () => {
    const { status, stderr } = await mesh(["health", "payment", "--proxies"]);
    expect(status).toBe(2);
    expect(stderr).toContain("--proxies");
  });
});

describe("a cluster that cannot be asked", { timeout: 30_000 }, () => {
  const refused = async (words: readonly string[], env?: Readonly<Record<string, string>>) => {
    const { status, stdout, stderr } = await mesh(words, env);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    return stderr;
  };

  test("is not the context that was meant", async () => {
    expect(await refused([...charge, "--context", "dve"])).toBe(
      `Cannot find context "dve": the kubeconfig "${kubeconfig}" has none of that name\nDid you mean "dev"? Its contexts are dev.\n`,
    );
  });

  test("has no kubeconfig", async () => {
    expect(await refused(charge, {})).toBe(
      `Cannot answer: no snapshot is named, and there is no kubeconfig at "${join(shop.folder, ".kube/config")}"\n` +
        "Add --snapshot DIR (files as kubectl get -o yaml prints them) or --kubeconfig FILE, or try mesh demo.\n",
    );
    expect(await refused(charge, { KUBECONFIG: "/nope:/nope2" })).toMatch(
      /^Cannot answer: .* no kubeconfig at "\/nope" or "\/nope2" \(KUBECONFIG\)\n/,
    );
    expect(await refused([...charge, "--kubeconfig", ""])).toBe(
      'Cannot use --kubeconfig "": it names no file\nName the file (a variable that is not set gives nothing), or leave the option out.\n',
    );
    expect(await refused([...charge, "--kubeconfig", "missing"], {})).toBe(
      `Cannot read the kubeconfig "${join(shop.folder, "missing")}": there is no such file\nGive the file that kubectl uses, or set KUBECONFIG to it.\n`,
    );
  });

  test("has nothing of that name, and is called no snapshot", async () => {
    const nobody = await refused(["why", "zzz", "payment"]);
    expect(nobody).toContain("no workload, Service or service account that was read has that name");
    expect(nobody).toContain("that its namespace was read.");
    expect(nobody + (await refused(["why", "zzz", "payment", "-n", "nowhere"]))).not.toContain("snapshot");
  });

  test("is down", async () => {
    const context = { ...shop.kube.context("dev", kubeToken), server: "https://127.0.0.1:1" };
    const stderr = await refused([...charge, "--context", "dev"], {
      KUBECONFIG: shop.file("down", kubeconfigText([context])),
    });
    expect(stderr).toMatch(
      /^Cannot read cluster "dev": cannot reach the API server of "dev": the connection was refused\nCheck .* --snapshot DIR\.\n$/,
    );
  });

  test("shows a certificate that has expired", async () => {
    shop.kube.faults.certificate("expired");
    const { status, stdout, stderr } = await mesh([...charge, "--context", "dev", "-o", "json"]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: "" });
    expect(valid(stdout, "error")).toMatchObject({
      code: "CLUSTER_UNAVAILABLE",
      message: 'Cannot read cluster "dev": cannot reach the API server of "dev": its certificate has expired',
    });
  });

  test("does not know who asks", async () => {
    const file = shop.file("stranger", kubeconfigText([shop.kube.context("dev", "no-longer-good")]));
    expect(await refused([...charge, "--context", "dev"], { KUBECONFIG: file })).toMatch(
      /^Cannot read cluster "dev": the API server of "dev" answers 401.*\nSign in again/,
    );
  });

  test("ends at once when it is interrupted", async () => {
    shop.kube.faults.add({ fault: { is: "hang" } });
    const child = start(charge);
    const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
    await expect.poll(() => shop.kube.requests.length, { timeout: 10_000 }).toBeGreaterThan(0);
    const spent = ownTime();
    child.kill("SIGINT");
    const [stdout, , [, signal]] = await ended;
    // What a shell calls status 130.
    expect({ stdout, signal }).toEqual({ stdout: "", signal: "SIGINT" });
    expect(spent()).toBeLessThan(1000);
  });
});

describe("a cluster that meshwhy.yaml names", { timeout: 30_000 }, () => {
  test("is asked by its kubeconfig, whose path is relative to the file", async () => {
    const config = shop.file("meshwhy.yaml", "version: 1\nclusters: {prod: {kubeconfig: kubeconfig}}\n");
    expect(await mesh([...charge, "--cluster", "prod"], {})).toMatchObject({ status: 1, stderr: "" });
    expect(await mesh([...charge, "--config", config], {})).toMatchObject({ status: 1, stderr: "" });
  });

  test("answers from what came by its deadline", async () => {
    const config = shop.file(
      "short.yaml",
      "version: 1\nclusters: {prod: {kubeconfig: kubeconfig, deadlineSeconds: 2}}\n",
    );
    shop.kube.faults.add({ resource: "authorizationpolicies.security.istio.io", fault: { is: "hang" } });
    shop.kube.faults.add({ resource: "pods/log", fault: { is: "hang" } });
    const { status, json } = await diagnosed([...charge, "--config", config]);
    expect({ status, verdict: json.verdict }).toEqual({ status: 3, verdict: "unknown" });
    expect(json.gaps.find(({ what }) => what === "AuthorizationPolicies")?.why).toContain("has not answered in time");
  });

  test("is asked by a kubeconfig out of a secret", async () => {
    const config = shop.file(
      "secret.yaml",
      "version: 1\nclusters: {prod: {kubeconfigSecret: meshwhy/kubeconfig, context: dev}}\n",
    );
    const words = [...charge, "--config", config];
    expect(await mesh(words, { MESHWHY_SECRET_MESHWHY_KUBECONFIG_FILE: kubeconfig })).toMatchObject({ status: 1 });
    expect((await mesh(words, {})).stderr).toBe(
      'Cannot ask the cluster: "MESHWHY_SECRET_MESHWHY_KUBECONFIG" is not set\n' +
        "Set it, or set MESHWHY_SECRET_MESHWHY_KUBECONFIG_FILE to a file that holds it.\n",
    );
  });

  test("runs no program unasked", async () => {
    const file = shop.file(
      "exec",
      shop.kube.kubeconfig.replace(
        `token: ${kubeToken}`,
        "exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/false, interactiveMode: Never}",
      ),
    );
    const config = shop.file("exec.yaml", `version: 1\nclusters: {prod: {kubeconfig: ${file}}}\n`);
    expect((await mesh([...charge, "--config", config], {})).stderr).toContain(
      "it runs a program for its credentials, which is not allowed here",
    );
    expect((await mesh(charge, { KUBECONFIG: file })).stderr).toContain('the plugin "/bin/false" has failed');
  });
});
