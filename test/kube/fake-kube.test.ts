import { join } from "node:path";
import { CoreV1Api, CustomObjectsApi, KubeConfig, VersionApi } from "@kubernetes/client-node";
import { afterEach, describe, expect, test } from "vitest";
import { kubeAsker } from "../support/kube/ask-kube.ts";
import { kubeconfigText } from "../support/kube/kubeconfig-text.ts";
import { readKubeFolders } from "../support/kube/read-kube-folders.ts";
import { roundsOf } from "../support/kube/rounds-of.ts";
import { type FakeKube, type FakeKubeOptions, startFakeKube } from "../support/kube/start-fake-kube.ts";

const shop = join(import.meta.dirname, "../../examples/shop");
const started: FakeKube[] = [];

async function start(options: FakeKubeOptions): Promise<FakeKube> {
  const kube = await startFakeKube(options);
  started.push(kube);
  return kube;
}

afterEach(async () => {
  for (const kube of started.splice(0)) await kube.stop();
});

describe("Kubernetes' own client", () => {
  test("reads lists page by page, custom objects and logs", async () => {
    const folders = readKubeFolders([join(shop, "base")]);
    const kube = await start({ ...folders, token: "client" });
    const config = new KubeConfig();
    config.loadFromString(kube.kubeconfig);
    const core = config.makeApiClient(CoreV1Api);
    const names: string[] = [];
    let token: string | undefined;
    do {
      const page = await core.listNamespacedPod({ namespace: "shop", limit: 2, ...(token && { _continue: token }) });
      names.push(...page.items.map(({ metadata }) => metadata?.name ?? ""));
      token = page.metadata?._continue;
    } while (token);
    const pods = folders.objects.filter(({ kind, metadata }) => kind === "Pod" && metadata.namespace === "shop");
    expect(names).toEqual(pods.map(({ metadata }) => metadata.name).sort());
    const custom = config.makeApiClient(CustomObjectsApi);
    const routes = (await custom.listClusterCustomObject({
      group: "networking.istio.io",
      version: "v1",
      plural: "virtualservices",
    })) as { readonly items: readonly unknown[] };
    expect(routes.items).toHaveLength(2);
    const [key = "", text = ""] = Object.entries(folders.logs).find(([name]) => name.startsWith("shop/")) ?? [];
    const [namespace = "", name = "", container = ""] = key.split("/");
    expect(await core.readNamespacedPodLog({ namespace, name, container })).toBe(text);
    expect((await config.makeApiClient(VersionApi).getCode()).gitVersion).toBe("v1.34.2");
    await expect(core.readNamespacedPod({ namespace, name: "nobody" })).rejects.toMatchObject({ code: 404 });
  });

  test("knows several clusters from one kubeconfig", async () => {
    const one = await start({ version: "v1.30.0", token: "one" });
    const other = await start({ version: "v1.31.0", token: "other" });
    const config = new KubeConfig();
    config.loadFromString(kubeconfigText([one.context("one", "one"), other.context("other", "other")], "other"));
    const version = async (): Promise<string> => (await config.makeApiClient(VersionApi).getCode()).gitVersion;
    expect(await version()).toBe("v1.31.0");
    config.setCurrentContext("one");
    expect(await version()).toBe("v1.30.0");
  });
});

describe("what came", () => {
  test("is written down with who sent it, and what was answered", async () => {
    const kube = await start({});
    const asker = kubeAsker(kube);
    await asker.ask("/api/v1/pods?limit=3");
    await asker.ask("/nothing");
    expect(kube.requests).toMatchObject([
      { method: "GET", path: "/api/v1/pods", query: "limit=3", userAgent: "fake-kube-test", status: 200 },
      { method: "GET", path: "/nothing", query: "", status: 404, bytes: 19 },
    ]);
    kube.reset();
    expect(kube.requests).toEqual([]);
    await asker.close();
  });

  test.each([
    ["one connection", true],
    ["a connection each", false],
  ])("takes %s for requests at once where HTTP/2 is %s", async (_words, http2) => {
    const kube = await start({ inRounds: true, http2 });
    const asker = kubeAsker(kube);
    // The first shows what the server speaks.
    await asker.ask("/version");
    await Promise.all(Array.from({ length: 8 }, () => asker.ask("/version")));
    expect(kube.rounds()).toBe(2);
    if (http2) expect(kube.connections).toBe(1);
    else expect(kube.connections).toBeGreaterThanOrEqual(8);
    await asker.close();
    await expect.poll(() => kube.openConnections).toBe(0);
  });
});

describe("rounds", () => {
  test.each([
    [0, []],
    [
      1,
      [
        [0, 20],
        [1, 21],
        [19, 40],
      ],
    ],
    [
      2,
      [
        [0, 20],
        [20, 40],
        [5, 25],
      ],
    ],
    [
      3,
      [
        [0, 100],
        [0, 20],
        [21, 41],
        [22, 44],
        [50, 60],
      ],
    ],
    [
      2,
      [
        [0, 20],
        [30, Number.POSITIVE_INFINITY],
      ],
    ],
  ] as readonly (readonly [number, readonly (readonly [number, number])[]])[])("are %i for %j", (rounds, spans) => {
    expect(roundsOf(spans.map(([startedAt, endedAt]) => ({ startedAt, endedAt })))).toBe(rounds);
  });
});

describe("snapshot folders", () => {
  test("are laid one over the other", () => {
    const base = readKubeFolders([join(shop, "base")]);
    const laid = readKubeFolders([join(shop, "base"), join(shop, "overlays/tls-disabled")]);
    expect(base.objects.length).toBeGreaterThan(30);
    expect(Object.keys(base.logs).length).toBeGreaterThan(3);
    expect(laid.objects).not.toEqual(base.objects);
    expect(base.objects.every(({ metadata }) => typeof metadata.name === "string")).toBe(true);
  });
});
