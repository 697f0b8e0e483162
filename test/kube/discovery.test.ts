import { afterEach, describe, expect, test } from "vitest";
import { apis } from "../../src/kinds/api-of.ts";
import { type KubeAsker, kubeAsker } from "../support/kube/ask-kube.ts";
import { type FakeKube, type FakeKubeOptions, startFakeKube } from "../support/kube/start-fake-kube.ts";

let kube: FakeKube;
let asker: KubeAsker;

async function start(options: FakeKubeOptions = {}): Promise<void> {
  kube = await startFakeKube(options);
  asker = kubeAsker(kube);
}

afterEach(async () => {
  await asker.close();
  await kube.stop();
});

interface Group {
  readonly name: string;
  readonly versions: readonly { readonly version: string }[];
  readonly preferredVersion: { readonly version: string };
}

async function groups(): Promise<ReadonlyMap<string, Group>> {
  const { json } = await asker.ask("/apis");
  return new Map((json.groups as readonly Group[]).map((group) => [group.name, group]));
}

async function kinds(path: string): Promise<readonly string[]> {
  const { json } = await asker.ask(path);
  const resources = json.resources as readonly { readonly name: string; readonly kind: string }[];
  return resources.filter(({ name }) => !name.includes("/")).map(({ kind }) => kind);
}

describe("discovery", () => {
  test("names every kind that meshwhy reads, in some version", async () => {
    await start();
    const served = new Set<string>();
    for (const kind of await kinds("/api/v1")) served.add(`/${kind}`);
    for (const { name, versions } of (await groups()).values())
      for (const { version } of versions)
        for (const kind of await kinds(`/apis/${name}/${version}`)) served.add(`${name}/${kind}`);
    expect(Object.values(apis).filter(({ group, kind }) => !served.has(`${group}/${kind}`))).toEqual([]);
  });

  test("prefers stable versions, and serves Istio's kinds in the versions that Istio does", async () => {
    await start();
    const istio = (await groups()).get("networking.istio.io");
    expect(istio?.versions.map(({ version }) => version)).toEqual(["v1", "v1beta1", "v1alpha3"]);
    expect(istio?.preferredVersion.version).toBe("v1");
    expect(await kinds("/apis/networking.istio.io/v1")).not.toContain("EnvoyFilter");
    expect(await kinds("/apis/networking.istio.io/v1alpha3")).toContain("EnvoyFilter");
    expect(await kinds("/apis/networking.istio.io/v1beta1")).toContain("ProxyConfig");
  });

  test("leaves out what is not served", async () => {
    await start({
      servedVersions: {
        "gateway.networking.k8s.io": [],
        "networking.istio.io": ["v1beta1", "v1alpha3"],
        "telemetries.telemetry.istio.io": ["v1alpha1"],
      },
    });
    const served = await groups();
    expect(served.has("gateway.networking.k8s.io")).toBe(false);
    expect(served.get("networking.istio.io")?.preferredVersion.version).toBe("v1beta1");
    expect(served.get("telemetry.istio.io")?.versions).toHaveLength(1);
    expect((await asker.ask("/apis/networking.istio.io/v1/virtualservices")).status).toBe(404);
    expect((await asker.ask("/apis/gateway.networking.k8s.io/v1")).text).toBe("404 page not found\n");
  });

  test("tells version and health", async () => {
    await start({ version: "v1.31.4-eks-1234567" });
    expect((await asker.ask("/version")).json).toMatchObject({
      major: "1",
      minor: "31",
      gitVersion: "v1.31.4-eks-1234567",
    });
    expect((await asker.ask("/readyz")).text).toBe("ok");
    expect((await asker.ask("/api")).json).toMatchObject({ versions: ["v1"] });
    expect((await asker.ask("/apis/apps")).json).toMatchObject({ kind: "APIGroup", name: "apps" });
  });
});
