import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type LiveCluster, type LiveClusterOptions, liveCluster } from "../../../src/faces/live/live-cluster.ts";
import { questionFrom } from "../../../src/faces/question/question-from.ts";
import { byTls } from "../../support/kube/by-tls.ts";
import { kubeconfigText } from "../../support/kube/kubeconfig-text.ts";
import { readKubeFolders } from "../../support/kube/read-kube-folders.ts";
import { kubeToken, type ShopKube, startShopKube } from "../../support/kube/shop-kube.ts";
import { speakingProxies } from "../../support/kube/speaking-proxies.ts";

const charge = questionFrom({ from: "checkout", to: "payment", namespace: "shop" });

let shop: ShopKube;
let opened: LiveCluster[] = [];
beforeAll(async () => {
  const base = new URL("../../../examples/shop/base", import.meta.url).pathname;
  shop = await startShopKube(undefined, { http: speakingProxies(readKubeFolders([base]).objects).http });
});
afterEach(async () => {
  await Promise.all(opened.map(async (each) => each.close()));
  opened = [];
  shop.kube.reset();
});
afterAll(() => shop.stop());

function live(options: Partial<LiveClusterOptions> = {}): LiveCluster {
  const cluster = liveCluster({
    name: "prod",
    reach: { by: "kubeconfig-secret", secret: "kubeconfig" },
    deadlineSeconds: 20,
    folder: shop.folder,
    environment: {},
    secret: () => Promise.resolve(shop.kube.kubeconfig),
    now: Date.now,
    ...options,
  });
  opened.push(cluster);
  return cluster;
}

describe("a live cluster", { timeout: 20_000 }, () => {
  test("keeps its connections, and what it knows of the server, from question to question", async () => {
    const cluster = live();
    await cluster.source().read(charge);
    const first = shop.kube.requests.length;
    for (let i = 0; i < 4; i += 1) await cluster.source().read(charge);
    expect(shop.kube.connections).toBeLessThanOrEqual(24);
    expect(shop.kube.requests.slice(first).map(({ path }) => path)).not.toContain("/apis");
    await cluster.close();
    await expect.poll(() => shop.kube.openConnections).toBe(0);
  });

  test("asks for the certificates that gateways name only where it is told to, and for no value", async () => {
    const { kube } = shop;
    const { objects } = readKubeFolders(
      ["base", "overlays/wrong-principal"].map(
        (name) => new URL(`../../../examples/shop/${name}`, import.meta.url).pathname,
      ),
    );
    kube.set([...objects, byTls]);
    onTestFinished(() => kube.set(objects));
    const secrets = () => kube.requests.filter(({ path }) => path.includes("/secrets"));
    const entering = { ...charge, from: "istio-system/istio-ingressgateway", to: "frontend" };
    const { gaps } = await live().source().read(entering);
    expect(secrets()).toEqual([]);
    expect(gaps.find(({ kind }) => kind === "Secret")?.grant).toContain("secrets: true");
    await live({ secrets: true }).source().read(entering);
    expect(secrets().length).toBeGreaterThan(0);
    for (const { accept } of secrets()) expect(accept).toMatch(/^application\/json;as=Table;/);
  });

  test("asks proxies what they hold only where it is told to", async () => {
    const forwarded = () => shop.kube.requests.filter(({ path }) => path.endsWith("/portforward"));
    expect("proxies" in (await live().source().read(charge))).toBe(false);
    expect(forwarded()).toEqual([]);
    const told = live({ proxies: true });
    const { proxies = [] } = await told.source().read(charge);
    expect(proxies.filter(({ held }) => held !== undefined)).toHaveLength(4);
    expect(forwarded()).toHaveLength(5);
    expect(forwarded().every(({ status, userAgent }) => status === 101 && userAgent.startsWith("meshwhy/"))).toBe(true);
    const optional = async (of: LiveCluster) => new Set((await of.probe()).live?.rights.map(({ granted }) => granted));
    expect(await optional(told)).toContain("proxy-state");
    expect(await optional(live())).not.toContain("proxy-state");
    await told.close();
  });

  test("answers from what came by the time that whoever asks has", async () => {
    shop.kube.faults.add({ resource: "virtualservices.networking.istio.io", fault: { is: "hang" } });
    const began = Date.now();
    const { gaps } = await live()
      .source(began + 1500)
      .read(charge);
    expect(Date.now() - began).toBeLessThan(4000);
    expect(gaps).toContainEqual(
      expect.objectContaining({ what: "VirtualServices", why: expect.stringContaining("in time") }),
    );
  });

  test("that has no time left says so", async () => {
    await expect(
      live()
        .source(Date.now() - 1)
        .read(charge),
    ).rejects.toMatchObject({
      code: "CLUSTER_UNAVAILABLE",
      message: expect.stringMatching(/^Cannot read cluster "prod": .*in time$/),
    });
  });

  test("takes a new kubeconfig once the old one is refused", async () => {
    const texts = [kubeconfigText([shop.kube.context("dev", "no-longer-good")]), shop.kube.kubeconfig];
    const cluster = live({ secret: () => Promise.resolve(texts.shift() ?? "") });
    await expect(cluster.source().read(charge)).rejects.toMatchObject({ code: "CLUSTER_UNAVAILABLE" });
    expect((await cluster.source().read(charge)).resources.Service).not.toHaveLength(0);
    expect(texts).toEqual([]);
  });

  test("tells names, and asks for nothing else of them", async () => {
    const { services, workloads } = await live().names();
    expect(services).toContain("shop/payment");
    expect(workloads).toContain("shop/checkout");
    expect(services).toEqual([...services].sort());
    expect(shop.kube.requests.map(({ path, accept }) => [path, accept.includes("PartialObjectMetadataList")])).toEqual(
      expect.arrayContaining([
        ["/api/v1/services", true],
        ["/apis/apps/v1/deployments", true],
        ["/apis/apps/v1/statefulsets", true],
        ["/apis/apps/v1/daemonsets", true],
      ]),
    );
    expect(shop.kube.requests).toHaveLength(4);
  });

  test("whose kubeconfig is no kubeconfig is not asked, and nothing of it is repeated", async () => {
    const secret = () => Promise.resolve(`${kubeToken}: [`);
    const error = await live({ secret })
      .source()
      .read(charge)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "BAD_CONFIG", message: expect.stringContaining('the secret "kubeconfig"') });
    expect(JSON.stringify(error) + String(error)).not.toContain(kubeToken);
  });
});

describe("names in a few namespaces", { timeout: 20_000 }, () => {
  const role = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    metadata: { name: "reader", namespace: "shop" },
    rules: [{ apiGroups: ["", "apps"], resources: ["services", "deployments"], verbs: ["list"] }],
  };
  const binding = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: { name: "reader", namespace: "shop" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
    subjects: [{ kind: "User", name: "bot", apiGroup: "rbac.authorization.k8s.io" }],
  };
  let limited: ShopKube;
  beforeAll(async () => {
    limited = await startShopKube([], {
      rbac: { objects: [role, binding], subject: { kind: "User", name: "bot" } },
    });
  });
  afterAll(() => limited.stop());
  const secret = () => Promise.resolve(limited.kube.kubeconfig);

  test("are those that may be listed there", async () => {
    const { services, workloads } = await live({ secret, namespaces: ["shop", "kube-system"] }).names();
    expect(services).toContain("shop/payment");
    expect(new Set([...services, ...workloads].map((name) => name.split("/")[0]))).toEqual(new Set(["shop"]));
  });

  test("are none where nothing may be listed", async () => {
    await expect(live({ secret }).names()).rejects.toMatchObject({
      code: "CLUSTER_UNAVAILABLE",
      next: expect.stringContaining("infra/kubernetes/"),
    });
  });
});
