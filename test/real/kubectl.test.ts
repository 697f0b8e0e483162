/** The fake API server is real enough for the real kubectl. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readKubeFolders } from "../support/kube/read-kube-folders.ts";
import { type FakeKube, startFakeKube } from "../support/kube/start-fake-kube.ts";

const folders = readKubeFolders([join(import.meta.dirname, "../../examples/shop/base")]);
const [logKey = "", logText = ""] = Object.entries(folders.logs).find(([key]) => key.startsWith("shop/")) ?? [];
const [, pod = "", container = ""] = logKey.split("/");
let home = "";
let kube: FakeKube;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "meshwhy-kubectl-"));
  kube = await startFakeKube({
    ...folders,
    token: "reader",
    rbac: {
      subject: { kind: "User", name: "reader" },
      objects: [
        role(["pods", "pods/log", "pods/proxy", "namespaces"], ["get", "list"], ""),
        role(["pods/exec"], ["get", "create"], ""),
        role(["virtualservices"], ["get", "list"], "networking.istio.io"),
      ].flat(),
    },
    http: ({ path }) => ({ body: { path } }),
    exec: ({ command }) => ({ stdout: command.join(" ") }),
  });
  writeFileSync(join(home, "config"), kube.kubeconfig);
});
afterAll(async () => {
  await kube.stop();
  rmSync(home, { recursive: true, force: true });
});

/** A role and its binding to the one who asks. */
function role(resources: readonly string[], verbs: readonly string[], group: string): typeof folders.objects {
  const apiVersion = "rbac.authorization.k8s.io/v1";
  const metadata = { name: resources[0]?.replace("/", "-") ?? "" };
  return [
    { apiVersion, kind: "ClusterRole", metadata, rules: [{ apiGroups: [group], resources, verbs }] },
    {
      apiVersion,
      kind: "ClusterRoleBinding",
      metadata,
      subjects: [{ kind: "User", name: "reader" }],
      roleRef: { kind: "ClusterRole", name: metadata.name },
    },
  ];
}

/** What kubectl prints; what it remembers lies in a home of its own. */
async function kubectl(...words: readonly string[]): Promise<string> {
  const env = { PATH: process.env.PATH ?? "", HOME: home, KUBECONFIG: join(home, "config") };
  const { stdout } = await promisify(execFile)("kubectl", [...words], { env, timeout: 30_000 });
  return stdout;
}

describe("kubectl", () => {
  test("lists pods of all namespaces, and prints one whole", async () => {
    const pods = folders.objects.filter(({ kind }) => kind === "Pod").map(({ metadata }) => metadata.name);
    const listed = (await kubectl("get", "pods", "-A", "--no-headers")).trim().split("\n");
    expect(new Set(listed.map((line) => line.split(/\s+/)[1]))).toEqual(new Set(pods));
    const printed = await kubectl("get", "pod", pod, "-n", "shop", "-o", "yaml");
    expect(printed).toContain("kind: Pod");
    expect(printed).toContain(`name: ${pod}`);
  });

  test("learns which kinds and versions are served", async () => {
    expect(await kubectl("api-resources")).toMatch(
      /virtualservices +vs +networking\.istio\.io\/v1 +true +VirtualService/,
    );
    expect(await kubectl("get", "vs.v1alpha3.networking.istio.io", "-A", "-o", "name")).toContain("/payment");
  });

  test("follows pages and selectors", async () => {
    const all = await kubectl("get", "pods", "-A", "-o", "name");
    expect(await kubectl("get", "pods", "-A", "-o", "name", "--chunk-size=2")).toBe(all);
    expect(kube.requests.filter(({ query }) => query.includes("continue=")).length).toBeGreaterThan(1);
    const some = (await kubectl("get", "pods", "-n", "shop", "-o", "name", "-l", "app in (payment)")).trim();
    expect(some.split("\n").filter((line) => !line.startsWith("pod/payment"))).toEqual([]);
  });

  test("prints logs", async () => {
    expect(await kubectl("logs", "-n", "shop", pod, "-c", container)).toBe(logText);
    const tail = await kubectl("logs", "-n", "shop", pod, "-c", container, "--tail=2");
    expect(tail).toBe(`${logText.trimEnd().split("\n").slice(-2).join("\n")}\n`);
  });

  test("asks what it may, and reaches a port through the server", async () => {
    expect((await kubectl("auth", "can-i", "list", "pods", "-A")).trim()).toBe("yes");
    await expect(kubectl("auth", "can-i", "list", "secrets", "-A")).rejects.toMatchObject({ stdout: "no\n" });
    expect(await kubectl("auth", "can-i", "--list", "-n", "shop")).toContain("virtualservices.networking.istio.io");
    const raw = await kubectl("get", "--raw", `/api/v1/namespaces/shop/pods/${pod}:15000/proxy/stats`);
    expect(raw).toBe('{"path":"/stats"}');
  });

  test("runs a command in a container", async ({ skip }) => {
    const told = JSON.parse(await kubectl("version", "--client", "-o", "json")) as {
      readonly clientVersion: { readonly minor: string };
    };
    skip(Number.parseInt(told.clientVersion.minor, 10) < 30, "kubectl before 1.30 does not do this by web socket");
    expect(await kubectl("exec", "-n", "shop", pod, "-c", container, "--", "echo", "well")).toBe("echo well");
  });

  test("repeats in the server's words what is not there or not allowed", async () => {
    await expect(kubectl("get", "pod", "nobody", "-n", "shop")).rejects.toThrow('pods "nobody" not found');
    await expect(kubectl("logs", "-n", "shop", pod, "-c", "none")).rejects.toThrow(
      "container none is not valid for pod",
    );
    await expect(kubectl("get", "secrets", "-n", "shop")).rejects.toThrow(
      'secrets is forbidden: User "reader" cannot list resource "secrets" in API group "" in the namespace "shop"',
    );
  });
});
