/** What a mesh knows of other clusters that were read with it. */
import { describe, expect, test } from "vitest";
import { clusterLocal } from "../../src/mesh/cluster-local.ts";
import { createMesh } from "../../src/mesh/create-mesh.ts";
import { endpointsOf, ownEndpoints } from "../../src/mesh/endpoints.ts";
import { isAtLeast } from "../../src/mesh/is-at-least.ts";
import { isMultiNetwork, networkGateways, unfollowedGateways } from "../../src/mesh/network-gateways.ts";
import { networkOf } from "../../src/mesh/network-of.ts";
import { ownTrustDomains } from "../../src/mesh/own-trust-domains.ts";
import { portOf, servicesNamed } from "../../src/mesh/registry.ts";
import { workloadOf } from "../../src/mesh/workloads.ts";
import type { Mesh } from "../../src/model/mesh.ts";
import { refKey, refText } from "../../src/model/ref.ts";
import type { Resources } from "../../src/model/snapshot.ts";
import { manifest, objectsOf, pod } from "../support/manifests.ts";
import { snapshotOf } from "../support/snapshot.ts";

type Given = Parameters<typeof objectsOf>[0][number];

const payment = manifest("Service shop/payment", "selector: {app: payment}, ports: [{name: http, port: 8080}]");

function resources(given: readonly Given[]): Resources {
  return snapshotOf(objectsOf(given)).resources;
}

/** East with west beside it. */
function meshes(east: readonly Given[], west: readonly Given[]): Mesh {
  const at = "2026-05-04T10:30:00Z";
  return createMesh({
    resources: resources(east),
    gaps: [],
    at,
    cluster: "east",
    peers: [{ resources: resources(west), gaps: [], at, cluster: "west" }],
  });
}

function config(mesh: string): Given {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "istio", namespace: "istio-system" },
    data: { mesh },
  };
}

describe("a mesh with a peer", () => {
  const one = pod("shop/payment-1", { labels: "app: payment", ip: "10.1.0.1", owner: "Deployment payment" });
  const two = pod("shop/payment-1", { labels: "app: payment", ip: "10.2.0.1", owner: "Deployment payment" });
  const mesh = meshes([payment, one], [payment, two]);
  const west = mesh.home({ cluster: "west" });

  test("has its objects say which cluster they are in", () => {
    const [here, there] = [mesh.get("Pod", "shop", "payment-1"), west.get("Pod", "shop", "payment-1")];
    const refs = [here, there].flatMap((each) => (each === undefined ? [] : [workloadOf(mesh, each)]));
    expect(refs.map(({ ref }) => refText(ref))).toEqual(["Pod shop/payment-1@east", "Pod shop/payment-1@west"]);
    expect(refs.map(({ owner }) => owner.cluster)).toEqual(["east", "west"]);
    expect(new Set(refs.map(({ ref }) => refKey(ref))).size).toBe(2);
  });

  test("finds every object at home, and its own where no cluster is named", () => {
    expect(mesh.home({})).toBe(mesh);
    expect(mesh.home({ cluster: "east" })).toBe(mesh);
    expect(mesh.home({ cluster: "nowhere" })).toBe(mesh);
    expect(west.home({ cluster: "east" })).toBe(mesh);
    expect(mesh.peers).toEqual([west]);
  });

  test("is seen changed from either side", () => {
    const changed = west.with([{ kind: "Pod", namespace: "shop", name: "payment-1", resource: undefined }]);
    expect(changed.get("Pod", "shop", "payment-1")).toBeUndefined();
    expect(changed.home(mesh).home({ cluster: "west" }).get("Pod", "shop", "payment-1")).toBeUndefined();
    expect(changed.home(mesh).get("Pod", "shop", "payment-1")).toBeDefined();
    expect(west.get("Pod", "shop", "payment-1")).toBeDefined();
  });

  test("takes no cluster from what is read", () => {
    const spoofed = { ...one, metadata: { ...one.metadata, cluster: "west" } };
    const alone = createMesh({ resources: resources([spoofed]), gaps: [], at: "" });
    expect(alone.get("Pod", "shop", "payment-1")?.metadata.cluster).toBeUndefined();
  });
});

/** `10.1.0.1@east`: all that payment's port leads to, from east. */
function reached(mesh: Mesh, of: typeof endpointsOf = endpointsOf): readonly string[] {
  const [service] = servicesNamed(mesh, "payment.shop.svc.cluster.local");
  const port = service === undefined ? undefined : portOf(service, 8080);
  if (service === undefined || port === undefined) return [];
  return of(mesh, service, port).endpoints.map(({ address, ref }) => `${address}@${ref.cluster}`);
}

describe("the endpoints of a service", () => {
  const here = pod("shop/payment-1", { labels: "app: payment", ip: "10.1.0.1" });
  const there = pod("shop/payment-2", { labels: "app: payment", ip: "10.2.0.1" });
  const both = ["10.1.0.1@east", "10.2.0.1@west"];
  const own = ["10.1.0.1@east"];

  test.each<[string, readonly Given[], readonly Given[], readonly string[]]>([
    ["are those of both clusters", [], [payment], both],
    ["are those of one where the other has no Service of the name", [], [], own],
    [
      "are those of one where the port has another name",
      [],
      [manifest("Service shop/payment", "selector: {app: payment}, ports: [{name: grpc, port: 8080}]")],
      own,
    ],
    [
      "are those of both where the port has another number: names decide",
      [],
      [manifest("Service shop/payment", "selector: {app: payment}, ports: [{name: http, port: 80, targetPort: 8080}]")],
      both,
    ],
    [
      "are those of one for a host that is cluster-local",
      [config("serviceSettings: [{settings: {clusterLocal: true}, hosts: [payment.shop.svc.cluster.local]}]")],
      [payment],
      own,
    ],
    [
      "are those of both where the other cluster's configuration keeps its own calls at home",
      [],
      [payment, config("serviceSettings: [{settings: {clusterLocal: true}, hosts: ['*']}]")],
      both,
    ],
    [
      "are those of one where the other Service is an alias: it has no pods",
      [],
      [manifest("Service shop/payment", "type: ExternalName, externalName: other.shop.svc.cluster.local")],
      own,
    ],
  ])("%s", (_, east, west, expected) => {
    expect(reached(meshes([payment, here, ...east], [there, ...west]))).toEqual(expected);
  });

  test.each([
    ["headless", "clusterIP: None, selector: {app: payment}, ports: [{name: http, port: 8080}]"],
    ["kept on its node", "internalTrafficPolicy: Local, selector: {app: payment}, ports: [{name: http, port: 8080}]"],
  ])("are those of one for a service that is %s", (_, spec) => {
    expect(reached(meshes([manifest("Service shop/payment", spec), here], [payment, there]))).toEqual(own);
  });

  test("are counted once where they were imported under the name that istiod has for their cluster", () => {
    const istiod: Given = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "istiod-1", namespace: "istio-system" },
      spec: { containers: [{ name: "discovery", env: [{ name: "CLUSTER_ID", value: "prod-eu-2" }] }] },
    };
    const slice = (name: string, ip: string, labels: Readonly<Record<string, string>>): Given => ({
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name, namespace: "shop", labels: { "kubernetes.io/service-name": "payment", ...labels } },
      addressType: "IPv4",
      endpoints: [{ addresses: [ip], conditions: { ready: true } }],
      ports: [{ name: "http", port: 8080 }],
    });
    const own = slice("own", "10.1.0.1", {});
    const imported = slice("imported", "10.2.0.1", { "multicluster.kubernetes.io/source-cluster": "prod-eu-2" });
    const mesh = meshes([payment, here, own, imported], [payment, there, istiod, slice("own", "10.2.0.1", {})]);
    expect(reached(mesh)).toEqual(both);
  });

  test("are its own for whoever has no proxy", () => {
    expect(reached(meshes([payment, here], [payment, there]), ownEndpoints)).toEqual(own);
  });
});

describe("what a ServiceEntry selects", () => {
  const shop = manifest("Namespace shop", "");
  const entry = manifest(
    "ServiceEntry shop/ledger",
    "hosts: [ledger.example], location: MESH_INTERNAL, resolution: STATIC, ports: [{number: 8080, name: http, protocol: HTTP}], workloadSelector: {labels: {app: ledger}}",
  );
  const here = pod("shop/ledger-1", { labels: "app: ledger", ip: "10.1.0.1" });
  const there = pod("shop/ledger-2", { labels: "app: ledger", ip: "10.2.0.1" });
  const machine = manifest("WorkloadEntry shop/vm", "address: 10.2.0.9, labels: {app: ledger}");
  const local = config("serviceSettings: [{settings: {clusterLocal: true}, hosts: [ledger.example]}]");

  test.each<[string, readonly Given[], readonly Given[], readonly string[]]>([
    ["is in both clusters", [], [shop, there, machine], ["10.1.0.1@east", "10.2.0.9@west", "10.2.0.1@west"]],
    ["is in one where the other has no such namespace", [], [there], ["10.1.0.1@east"]],
    ["is in one where the host is cluster-local", [local], [shop, there], ["10.1.0.1@east"]],
  ])("%s", (_, east, west, expected) => {
    const mesh = meshes([shop, entry, here, ...east], west);
    const [service] = servicesNamed(mesh, "ledger.example");
    const port = service === undefined ? undefined : portOf(service, 8080);
    if (service === undefined || port === undefined) throw new Error("no ServiceEntry");
    const { endpoints } = endpointsOf(mesh, service, port);
    expect(endpoints.map(({ address, ref }) => `${address}@${ref.cluster}`)).toEqual(expected);
  });
});

describe("a host is cluster-local", () => {
  test.each<[string, string, boolean]>([
    ["payment.shop.svc.cluster.local", "", false],
    ["kube-dns.kube-system.svc.cluster.local", "", true],
    ["kubernetes.default.svc.cluster.local", "", true],
    ["istiod.istio-system.svc.cluster.local", "", true],
    ["payment.shop.svc.cluster.local", "[{settings: {clusterLocal: true}, hosts: ['*.shop.svc.cluster.local']}]", true],
    [
      "payment.shop.svc.cluster.local",
      "[{settings: {clusterLocal: true}, hosts: ['*.shop.svc.cluster.local']}, {settings: {clusterLocal: false}, hosts: [payment.shop.svc.cluster.local]}]",
      false,
    ],
    [
      "kube-dns.kube-system.svc.cluster.local",
      "[{settings: {clusterLocal: false}, hosts: ['*.kube-system.svc.cluster.local']}]",
      false,
    ],
    ["payment.shop.svc.cluster.local", "[{hosts: ['*']}]", false],
  ])("%s with %s: %s", (host, settings, expected) => {
    const mesh = meshes(settings === "" ? [] : [config(`serviceSettings: ${settings}`)], []);
    expect(clusterLocal(mesh, host) !== undefined).toBe(expected);
  });
});

describe("gateways between networks", () => {
  const door = (spec: string, labels: Readonly<Record<string, string>>, address?: string): Given => ({
    ...manifest("Service istio-system/door", spec, { labels }),
    ...(address === undefined ? {} : { status: { loadBalancer: { ingress: [{ ip: address }] } } }),
  });
  const network = { "topology.istio.io/network": "net-west" };
  const balanced = "type: LoadBalancer, ports: [{port: 15443}]";

  test.each<[string, Given, readonly string[]]>([
    [
      "are Services with the label, by the address that they were given",
      door(balanced, network, "203.0.113.1"),
      ["203.0.113.1:15443"],
    ],
    ["are unknown without an address", door(balanced, network), []],
    ["are unknown without the port", door("type: LoadBalancer, ports: [{port: 443}]", network, "203.0.113.1"), []],
    ["are those of no other network", door(balanced, { "topology.istio.io/network": "net-x" }, "203.0.113.1"), []],
    [
      "may say another port",
      door(
        "type: LoadBalancer, ports: [{port: 443}]",
        { ...network, "networking.istio.io/gatewayPort": "443" },
        "203.0.113.1",
      ),
      ["203.0.113.1:443"],
    ],
    [
      "may have an external address",
      door("externalIPs: [203.0.113.2], ports: [{port: 15443}]", network),
      ["203.0.113.2:15443"],
    ],
  ])("%s", (_, service, expected) => {
    const mesh = meshes([], [service]);
    expect(networkGateways(mesh, "net-west", "west").map(({ address, port }) => `${address}:${port}`)).toEqual(
      expected,
    );
    expect(unfollowedGateways(mesh, "net-west")).toBeUndefined();
  });

  test("of ambient mode are no use to sidecars, and others do not stand in for those of the endpoint's cluster", () => {
    const ambient = door("type: LoadBalancer, ports: [{port: 15008}]", network, "203.0.113.1");
    const mesh = meshes([door(balanced, network, "203.0.113.2")], [ambient]);
    expect(networkGateways(mesh, "net-west", "west")).toEqual([]);
    expect(networkGateways(mesh, "net-west", "east").map(({ address }) => address)).toEqual(["203.0.113.2"]);
    expect(isMultiNetwork(meshes([], [ambient]))).toBe(true);
  });

  test("make the mesh one of several networks, wherever they stand", () => {
    expect(isMultiNetwork(meshes([door(balanced, network, "203.0.113.1")], []))).toBe(true);
    expect(isMultiNetwork(meshes([], [door(balanced, network)]))).toBe(false);
  });

  test.each<[string, Given, RegExp]>([
    [
      "meshNetworks",
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "istio", namespace: "istio-system" },
        data: { mesh: "{}", meshNetworks: "networks: {net-west: {}}" },
      },
      /meshNetworks/,
    ],
    ["ports of nodes", door("type: NodePort, ports: [{port: 15443}]", network), /ports of nodes/],
    [
      "a remote Gateway",
      manifest("KubernetesGateway istio-system/door", "gatewayClassName: istio-remote, listeners: []", {
        labels: network,
      }),
      /istio-remote/,
    ],
    [
      "a Gateway of the Gateway API",
      manifest(
        "KubernetesGateway istio-system/door",
        "gatewayClassName: istio, listeners: [{name: tls, port: 15443, protocol: TLS}]",
        { labels: network },
      ),
      /Gateway API/,
    ],
  ])("are not followed through %s", (_, object, expected) => {
    expect(unfollowedGateways(meshes([], [object]), "net-west")).toMatch(expected);
  });
});

describe("the network of a pod", () => {
  const system = manifest("Namespace istio-system", "", { labels: { "topology.istio.io/network": "net-east" } });
  test.each<[string, readonly Given[], Readonly<Record<string, string>>, string]>([
    ["is not named", [], {}, ""],
    ["is that of the control plane's namespace", [system], {}, "net-east"],
    ["is what its own label says", [system], { "topology.istio.io/network": "net-x" }, "net-x"],
  ])("%s", (_, given, labels, expected) => {
    expect(networkOf(meshes(given, []), labels)).toBe(expected);
  });
});

test.each<[string, readonly string[]]>([
  ["{}", ["cluster.local"]],
  ["trustDomain: a, trustDomainAliases: [b, a]", ["a", "b"]],
  ["trustDomain: a, caCertificates: [{trustDomains: [c]}]", ["a", "c"]],
])("proxies take certificates as the mesh configuration says: %s", (written, expected) => {
  const mesh = meshes([config(written === "{}" ? written : `{${written}}`)], []);
  expect(ownTrustDomains(mesh.settings)).toEqual(expected);
});

test.each<[string | undefined, string, boolean]>([
  [undefined, "1.30", true],
  ["1.30.0", "1.30", true],
  ["1.29.4", "1.30", false],
  ["1.9.0", "1.29", false],
  ["2.0.0", "1.30", true],
])("Istio %s is at least %s: %s", (version, wanted, expected) => {
  expect(isAtLeast(version, wanted)).toBe(expected);
});
