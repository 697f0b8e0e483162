import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type KubeAsker, type KubeJson, kubeAsker } from "../support/kube/ask-kube.ts";
import { type FakeKube, startFakeKube } from "../support/kube/start-fake-kube.ts";
import type { RawObject } from "../support/snapshot.ts";

const pods: readonly RawObject[] = Array.from({ length: 12 }, (_, index) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: `pod-${String(index).padStart(2, "0")}`,
    namespace: index < 8 ? "shop" : "zoo",
    labels: { app: index % 2 === 0 ? "cart" : "web", ...(index % 3 === 0 && { "example.com/tier": "back" }) },
  },
  spec: { nodeName: `node-${index % 4}`, containers: [{ name: "app" }] },
  status: { phase: index === 5 ? "Pending" : "Running", podIP: `10.0.0.${index}` },
}));

const objects: readonly RawObject[] = [
  ...pods,
  { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } },
  { apiVersion: "v1", kind: "Service", metadata: { name: "at-home" } },
  {
    apiVersion: "networking.istio.io/v1beta1",
    kind: "VirtualService",
    metadata: { name: "cart", namespace: "shop" },
    spec: { hosts: ["cart"] },
  },
  { apiVersion: "example.com/v1alpha2", kind: "Policy", metadata: { name: "unforeseen", namespace: "shop" } },
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "big", namespace: "shop" },
    data: { big: "x".repeat(200_000) },
  },
];

let kube: FakeKube;
let asker: KubeAsker;

beforeAll(async () => {
  kube = await startFakeKube({ objects, now: "2026-11-20T12:00:00Z" });
  asker = kubeAsker(kube);
});
afterAll(async () => {
  await asker.close();
  await kube.stop();
});

async function got(path: string, accept?: string): Promise<KubeJson> {
  const { status, json } = await asker.ask(path, accept === undefined ? {} : { accept });
  expect(status).toBe(200);
  return json;
}

function names({ items }: KubeJson): readonly string[] {
  return items.map(({ metadata }) => metadata.name);
}

describe("a list", () => {
  test("holds the objects of all namespaces in the order of their names, or of one", async () => {
    const all = await got("/api/v1/pods");
    expect(all).toMatchObject({ kind: "PodList", apiVersion: "v1" });
    expect(names(all)).toEqual(pods.map(({ metadata }) => metadata.name));
    expect(names(await got("/api/v1/namespaces/zoo/pods"))).toEqual(["pod-08", "pod-09", "pod-10", "pod-11"]);
    expect(names(await got("/api/v1/namespaces/nowhere/pods"))).toEqual([]);
  });

  test("of Kubernetes' own kinds does not repeat the kind in its items; one of custom resources does", async () => {
    expect((await got("/api/v1/pods")).items[0]).not.toHaveProperty("kind");
    expect((await got("/apis/networking.istio.io/v1/virtualservices")).items[0]).toMatchObject({
      kind: "VirtualService",
      apiVersion: "networking.istio.io/v1",
    });
  });

  test("is had in each version that is served, and only in those", async () => {
    expect(names(await got("/apis/networking.istio.io/v1alpha3/namespaces/shop/virtualservices"))).toEqual(["cart"]);
    expect((await asker.ask("/apis/networking.istio.io/v2/virtualservices")).text).toBe("404 page not found\n");
    expect((await asker.ask("/apis/nothing.example/v1/things")).status).toBe(404);
    expect((await asker.ask("/api/v1/foos")).json).toMatchObject({
      reason: "NotFound",
      message: "the server could not find the requested resource",
    });
  });

  test("of a kind that nobody foresaw is served, too", async () => {
    expect(names(await got("/apis/example.com/v1alpha2/policies"))).toEqual(["unforeseen"]);
  });

  test.each([
    ["app=cart", 6],
    ["app==cart", 6],
    ["app!=cart", 6],
    ["app in (cart, web)", 12],
    ["app in (web)", 6],
    ["app notin (web)", 6],
    ["example.com/tier", 4],
    ["!example.com/tier", 8],
    ["app=cart,example.com/tier=back", 2],
    ["app=cart,!example.com/tier", 4],
    ["example.com/tier!=back", 8],
    ["app=", 0],
    ["nothing notin (x)", 12],
  ])("by the labels %s has %i items", async (selector, count) => {
    expect((await got(`/api/v1/pods?labelSelector=${encodeURIComponent(selector)}`)).items).toHaveLength(count);
  });

  test.each([
    ["metadata.name=pod-03", ["pod-03"]],
    ["metadata.namespace=zoo,spec.nodeName=node-1", ["pod-09"]],
    ["status.phase!=Running", ["pod-05"]],
    ["status.podIP==10.0.0.7", ["pod-07"]],
  ])("by the fields %s", async (selector, expected) => {
    expect(names(await got(`/api/v1/pods?fieldSelector=${encodeURIComponent(selector)}`))).toEqual(expected);
  });

  test.each([
    ["/api/v1/pods?fieldSelector=spec.hostname%3Dx", "field label not supported: spec.hostname"],
    [
      "/api/v1/configmaps?fieldSelector=data%3Dx",
      '"data" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    [
      "/apis/networking.istio.io/v1/virtualservices?fieldSelector=spec.hosts%3Dx",
      "field label not supported: spec.hosts",
    ],
    ["/api/v1/pods?labelSelector=%3Dcart", "unable to parse requirement: found '=cart', expected: identifier"],
    [
      "/api/v1/pods?labelSelector=app%20in%20cart",
      "unable to parse requirement: found 'app in cart', expected: identifier",
    ],
    ["/api/v1/pods?continue=nonsense", "continue key is not valid: illegal base64 data"],
  ])("is refused for %s", async (path, message) => {
    const { status, json } = await asker.ask(path);
    expect([status, json.kind, json.reason, json.message]).toEqual([400, "Status", "BadRequest", message]);
  });

  test("is had as names and labels only", async () => {
    const accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    const { kind, apiVersion, items } = await got("/api/v1/pods?limit=2", accept);
    expect([kind, apiVersion]).toEqual(["PartialObjectMetadataList", "meta.k8s.io/v1"]);
    expect(Object.keys(items[0] ?? {})).toEqual(["kind", "apiVersion", "metadata"]);
    expect(items[0]).toMatchObject({ kind: "PartialObjectMetadata", metadata: { labels: { app: "cart" } } });
  });

  test("is plain where a table is wanted as well, and refused where nothing else is", async () => {
    const table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    expect((await got("/api/v1/pods", `${table},application/json`)).kind).toBe("PodList");
    expect((await asker.ask("/api/v1/pods", { accept: "application/vnd.kubernetes.protobuf" })).status).toBe(406);
  });

  test("is packed from 128 KiB on", async () => {
    expect((await asker.ask("/api/v1/pods")).headers.get("content-encoding")).toBeNull();
    const big = await asker.ask("/api/v1/configmaps");
    expect(big.headers.get("content-encoding")).toBe("gzip");
    expect(big.json.items[0]).toMatchObject({ data: { big: "x".repeat(200_000) } });
    expect(kube.requests.at(-1)?.bytes).toBeLessThan(10_000);
  });

  test("carries the server's clock", async () => {
    expect((await asker.ask("/api/v1/pods")).headers.get("date")).toBe("Fri, 20 Nov 2026 12:00:00 GMT");
  });
});

describe("a page of a list", () => {
  test("leads to the next until all has been read, and says how much is left", async () => {
    const read: string[] = [];
    const left: (number | undefined)[] = [];
    let token = "";
    do {
      const page = await got(`/api/v1/pods?limit=5&continue=${token}`);
      read.push(...names(page));
      left.push(page.metadata.remainingItemCount);
      token = page.metadata.continue ?? "";
    } while (token !== "");
    expect(read).toEqual(pods.map(({ metadata }) => metadata.name));
    expect(left).toEqual([7, 2, undefined]);
  });

  test("does not say how much is left where a selector sieves", async () => {
    const { metadata } = await got("/api/v1/pods?limit=2&labelSelector=app%3Dcart");
    expect(metadata.continue).toBeDefined();
    expect(metadata).not.toHaveProperty("remainingItemCount");
  });

  test("is the whole list where any old version does", async () => {
    const { items, metadata } = await got("/api/v1/pods?limit=2&resourceVersion=0");
    expect(items).toHaveLength(12);
    expect(metadata).not.toHaveProperty("continue");
  });

  test("goes on with what was there when the list began, until that is forgotten", async () => {
    const { metadata } = await got("/api/v1/pods?limit=3");
    const next = `/api/v1/pods?limit=3&continue=${metadata.continue}`;
    kube.set(objects.filter(({ metadata: { name } }) => name !== "pod-03"));
    expect(names(await got(next))).toEqual(["pod-03", "pod-04", "pod-05"]);
    kube.faults.compact();
    const { status, json } = await asker.ask(next);
    expect([status, json.reason]).toEqual([410, "Expired"]);
    expect(json.message).toMatch(/^The provided continue parameter is too old to display a consistent list result/);
    expect(names(await got(`/api/v1/pods?limit=3&continue=${json.metadata.continue}`))).toEqual([
      "pod-04",
      "pod-05",
      "pod-06",
    ]);
    kube.set(objects);
  });
});

describe("an object", () => {
  test("is had by its name", async () => {
    expect(await got("/api/v1/namespaces/shop/pods/pod-01")).toMatchObject({
      kind: "Pod",
      metadata: { name: "pod-01" },
    });
    expect(await got("/api/v1/namespaces/shop")).toMatchObject({ kind: "Namespace", metadata: { name: "shop" } });
    expect(await got("/api/v1/namespaces/default/services/at-home")).toMatchObject({
      metadata: { namespace: "default" },
    });
    const accept = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    expect(await got("/api/v1/namespaces/shop/pods/pod-01", accept)).not.toHaveProperty("spec");
  });

  test.each([
    ["/api/v1/namespaces/shop/pods/nobody", 'pods "nobody" not found'],
    [
      "/apis/networking.istio.io/v1/namespaces/shop/virtualservices/x",
      'virtualservices.networking.istio.io "x" not found',
    ],
  ])("that is not there is not found: %s", async (path, message) => {
    const { status, json } = await asker.ask(path);
    expect([status, json.reason, json.message]).toEqual([404, "NotFound", message]);
  });

  test.each(["POST", "PUT", "DELETE", "PATCH"])("cannot be changed by %s", async (method) => {
    const { status, json } = await asker.ask("/api/v1/namespaces/shop/pods/pod-01", { method, body: {} });
    expect([status, json.reason]).toEqual([405, "MethodNotAllowed"]);
  });
});

describe("a crowd", () => {
  test("of 50,000 pods is read page by page, and by label without looking at each", async () => {
    let made = 0;
    const many = await startFakeKube({
      objects: [
        {
          count: 50_000,
          object: (index) => {
            made += 1;
            const metadata = {
              name: `pod-${index}`,
              namespace: `ns-${index % 50}`,
              labels: { app: `app-${index % 10_000}` },
            };
            return { apiVersion: "v1", kind: "Pod", metadata, spec: { nodeName: "n" } };
          },
        },
      ],
    });
    const manyAsker = kubeAsker(many);
    made = 0;
    const some = await manyAsker.ask("/api/v1/pods?labelSelector=app%3Dapp-77");
    expect(some.json.items).toHaveLength(5);
    expect(made).toBe(5);
    const page = await manyAsker.ask("/api/v1/pods?limit=500");
    expect(page.json.metadata.remainingItemCount).toBe(49_500);
    expect(made).toBe(505);
    await manyAsker.close();
    await many.stop();
  });
});
