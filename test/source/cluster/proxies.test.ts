/** What proxies and istiod say of themselves, as it is read through the API server. */
import { afterAll, describe, expect, test } from "vitest";
import { diagnose } from "../../../src/diagnose/diagnose.ts";
import { questionFrom } from "../../../src/faces/question/question-from.ts";
import type { ProxyState } from "../../../src/model/proxy-state.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import { heldCertificate } from "../../../src/source/cluster/proxies/held-certificate.ts";
import { heldClusters } from "../../../src/source/cluster/proxies/held-clusters.ts";
import { heldInbound } from "../../../src/source/cluster/proxies/held-inbound.ts";
import { heldRejections } from "../../../src/source/cluster/proxies/held-rejections.ts";
import { heldRoutes } from "../../../src/source/cluster/proxies/held-routes.ts";
import { syncIn } from "../../../src/source/cluster/proxies/sync-in.ts";
import { reader, rolesOf } from "../../infra/roles.ts";
import { apiOf, sourceOf } from "../../support/kube/cluster-of.ts";
import type { FaultRule } from "../../support/kube/faults.ts";
import type { PodRequest } from "../../support/kube/pod-streams.ts";
import { readKubeFolders } from "../../support/kube/read-kube-folders.ts";
import { type SpeakingOptions, speakingProxies } from "../../support/kube/speaking-proxies.ts";
import { type FakeKube, type FakeKubeOptions, startFakeKube } from "../../support/kube/start-fake-kube.ts";
import { ownTime } from "../../support/own-time.ts";
import type { RawObject } from "../../support/snapshot.ts";
import { whyPlaybook } from "../../support/why.ts";

const at = "2026-05-04T10:30:00Z";
const shop = new URL("../../../examples/shop/base", import.meta.url).pathname;
const { objects, logs } = readKubeFolders([shop]);
const question = questionFrom({ from: "checkout", to: "payment", namespace: "shop", request: "POST /charge" });
const payment = "payment.shop.svc.cluster.local";
const running: { stop(): Promise<void> }[] = [];
afterAll(async () => {
  await Promise.all(running.map((each) => each.stop()));
});

interface World {
  readonly kube: FakeKube;
  readonly asked: readonly PodRequest[];
  /** That came from the API server so far. */
  bytes(): number;
  read(of?: Parameters<typeof questionFrom>[0]): Promise<Snapshot>;
}

async function world(
  speaking: SpeakingOptions = {},
  {
    mesh = objects,
    proxies = true,
    ms = 10_000,
    ...options
  }: FakeKubeOptions & { mesh?: readonly RawObject[]; proxies?: boolean; ms?: number } = {},
): Promise<World> {
  const { http, asked } = speakingProxies(mesh, speaking);
  const kube = await startFakeKube({ objects: mesh, logs, now: at, http, ...options });
  const api = apiOf(kube);
  running.push({
    stop: async () => {
      await api.close();
      await kube.stop();
    },
  });
  const source = sourceOf(api, { at, proxies }, ms);
  return {
    kube,
    asked,
    bytes: () => api.stats.bytes,
    read: async (of) => source.read(of === undefined ? question : questionFrom(of)),
  };
}

function of({ proxies = [] }: Snapshot, name: string): ProxyState {
  const found = proxies.find(({ pod }) => pod.name.startsWith(`${name}-`));
  if (found === undefined) throw new Error(`Nothing is said of ${name}`);
  return found;
}

/** What was said at all, by whomever. */
function toldBy({ proxies = [] }: Snapshot): readonly unknown[] {
  return proxies.flatMap(({ sync, held }) => [sync ?? [], held ?? []].flat());
}

/** Gaps that speak of proxies or istiod. */
function gapsOf({ gaps }: Snapshot): readonly string[] {
  return gaps.filter(({ what }) => /prox|istiod/i.test(what)).map(({ what, why }) => `${what}: ${why}`);
}

const istiod = objects.find(({ kind, metadata }) => kind === "Pod" && metadata.name.startsWith("istiod-")) as RawObject;
const secondIstiod: RawObject = { ...istiod, metadata: { ...istiod.metadata, name: "istiod-second" } };

describe("a pair whose proxies are asked", { timeout: 20_000 }, () => {
  test("tells what each of them holds of it, and nothing else", async () => {
    const snapshot = await (await world({ permissive: [8080] })).read();
    expect(of(snapshot, "checkout").held).toEqual({
      istioVersion: "1.27.1",
      hosts: [payment],
      clusters: ["v1", "v2", ""].map((subset) => ({
        name: `outbound|8080|${subset}|${payment}`,
        destinationRule: { namespace: "shop", name: "payment" },
      })),
      routes: [
        {
          table: "8080",
          host: payment,
          virtualServices: [{ namespace: "shop", name: "payment" }],
          clusters: [`outbound|8080|v1|${payment}`, `outbound|8080|v2|${payment}`],
        },
      ],
      rejected: [],
      certificate: {
        notBefore: "2026-05-04T09:00:00Z",
        notAfter: "2026-05-05T09:00:00Z",
        identity: "spiffe://cluster.local/ns/shop/sa/checkout",
      },
    });
    expect(of(snapshot, "payment").held).toEqual({
      istioVersion: "1.27.1",
      hosts: [],
      inbound: {
        policies: [
          { namespace: "shop", name: "in-the-shadow", dryRun: true },
          { namespace: "shop", name: "payment-callers", dryRun: false },
        ],
        plaintext: [
          { port: 0, accepted: false },
          { port: 8080, accepted: true },
          { port: 15_090, accepted: false },
        ],
      },
      rejected: [],
      certificate: {
        notBefore: "2026-05-04T09:00:00Z",
        notAfter: "2026-05-05T09:00:00Z",
        identity: "spiffe://cluster.local/ns/shop/sa/payment",
      },
    });
    expect(gapsOf(snapshot)).toEqual([]);
  });

  test("asks two proxies of each end and every istiod, with GET, in the last of four rounds", async () => {
    const { kube, asked, read } = await world({}, { mesh: [...objects, secondIstiod], inRounds: true });
    const { assumptions, proxies = [] } = await read();
    expect(kube.rounds()).toBeLessThanOrEqual(4);
    const sockets = kube.requests.filter(({ path }) => path.endsWith("/portforward"));
    expect(sockets.map(({ status, query }) => `${status} ${query}`).toSorted()).toEqual([
      ...[1, 2, 3, 4].map(() => "101 ports=15000"),
      ...[1, 2].map(() => "101 ports=15014"),
    ]);
    expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(["GET"]));
    expect(new Set(asked.map(({ port, path }) => `${port}${path}`))).toEqual(
      new Set(["15000/server_info", "15000/certs", "15000/config_dump", "15014/debug/syncz"]),
    );
    expect(assumptions.map(({ what }) => what)).toContain(
      "what proxies hold was read of 2 of the 4 of the callee, of each owner in turn",
    );
    // istiod's word costs no more for all of them.
    expect(proxies.filter(({ sync }) => sync?.connected === true)).toHaveLength(6);
    expect(proxies.filter(({ unasked }) => unasked === true).every(({ held }) => held === undefined)).toBe(true);
    // Of the callee's two versions one pod each.
    expect(
      proxies.filter(({ held }) => held !== undefined).map(({ pod }) => pod.name.replace(/-\w+-\w+$/, "")),
    ).toEqual(["checkout", "checkout", "payment", "payment-v2"]);
    await expect.poll(() => kube.openConnections).toBeLessThanOrEqual(24);
  });

  test("leaves out a pod that is being stopped, which has taken leave of istiod", async () => {
    const [leaving] = objects.filter(({ kind, metadata }) => kind === "Pod" && metadata.name.startsWith("checkout-"));
    const mesh = objects.map((object) => (object === leaving ? ending(object) : object));
    const known: SpeakingOptions["known"] = (proxy) => (proxy.name === leaving?.metadata.name ? undefined : proxy);
    const { asked, read } = await world({ known }, { mesh });
    const { proxies = [] } = await read();
    expect(proxies.map(({ pod }) => pod.name)).not.toContain(leaving?.metadata.name);
    expect(proxies.every(({ sync }) => sync?.connected === true)).toBe(true);
    expect(asked.map(({ name }) => name)).not.toContain(leaving?.metadata.name);
  });

  test("asks for routes before the clusters that they lead to: what comes in between is no missing cluster", async () => {
    const { asked, read } = await world();
    await read();
    const [caller] = asked.filter(({ name }) => name.startsWith("checkout-")).map(({ name }) => name);
    const dumps = asked.filter(({ name }) => name === caller).map(({ query }) => query.get("resource"));
    expect(dumps.indexOf("dynamic_route_configs")).toBeGreaterThanOrEqual(0);
    expect(dumps.indexOf("dynamic_active_clusters")).toBeGreaterThan(dumps.indexOf("dynamic_route_configs"));
  });

  test("lets Envoy leave out what it does not ask for", async () => {
    const { asked, read } = await world();
    await read();
    const dumps = asked.filter(({ path }) => path === "/config_dump").map(({ query }) => Object.fromEntries(query));
    expect(dumps.length).toBeGreaterThan(0);
    for (const { resource, name_regex: names, mask } of dumps) {
      expect(resource).toMatch(/^dynamic_/);
      expect(names).toMatch(/payment\\\.shop|^\^\$$|^virtualInbound$/);
      if (resource === "dynamic_active_clusters") expect(mask).toBe("cluster.name,cluster.metadata");
    }
  });

  test("asks sidecars that Kubernetes itself starts as it asks the others", async () => {
    const native = objects.map((object) => (object.kind === "Pod" ? withNativeSidecar(object) : object));
    const snapshot = await (await world({}, { mesh: native })).read();
    expect(of(snapshot, "checkout").held?.routes).toHaveLength(1);
    expect(of(snapshot, "payment").held?.inbound).toBeDefined();
  });

  test("brings no more of a mesh of 10,000 services than of a small one", async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `service-${index}.elsewhere.svc.cluster.local`);
    const [small, big] = [
      await world(),
      await world({
        holds: (holds) => ({
          ...holds,
          clusters: [...holds.clusters, ...many.map((host) => ({ name: `outbound|80||${host}`, metadata: {} }))],
          routes: [...holds.routes, ...many.map((host) => ({ name: `${host}:8080`, virtual_hosts: [] }))],
          listeners: [...holds.listeners, ...many.map((host) => ({ name: host }))],
        }),
      }),
    ];
    const [before, after] = [await small.read(), await big.read()];
    expect(after.proxies).toEqual(before.proxies);
    expect(Math.abs(big.bytes() - small.bytes())).toBeLessThan(2000);
  });

  test("whose ends have no proxies asks nobody", async () => {
    const bare = objects.map((object) => (object.kind === "Pod" ? withoutProxy(object) : object));
    const { asked, kube, read } = await world({}, { mesh: bare });
    expect((await read()).proxies).toEqual([]);
    expect(asked).toEqual([]);
    expect(kube.requests.filter(({ path }) => path.endsWith("/portforward"))).toEqual([]);
  });

  test("that were not to be asked are not", async () => {
    const { asked, read } = await world({}, { proxies: false });
    const snapshot = await read();
    expect("proxies" in snapshot).toBe(false);
    expect(gapsOf(snapshot)).toEqual([]);
    expect(asked).toEqual([]);
  });

  test("asks a gateway for clusters, and for nothing that only sidecars have", async () => {
    const { asked, read } = await world();
    const snapshot = await read({ from: "internet", to: "frontend" });
    const { held } = of(snapshot, "istio-ingressgateway");
    expect(held?.clusters?.length).toBeGreaterThan(0);
    expect(held?.routes).toBeUndefined();
    const ofGateway = asked.filter(({ name, path }) => name.startsWith("istio-ingress") && path === "/config_dump");
    expect(new Set(ofGateway.map(({ query }) => query.get("resource")))).toEqual(
      new Set(["dynamic_listeners", "dynamic_active_clusters"]),
    );
  });
});

test("questions about many pairs ask no proxy", async () => {
  const { http, asked } = speakingProxies(objects);
  const kube = await startFakeKube({ objects, logs, now: at, http });
  const api = apiOf(kube);
  const snapshot = await sourceOf(api, { at, proxies: true }).read({ of: ["payment"], namespaces: [], pairs: [] });
  expect("proxies" in snapshot).toBe(false);
  expect(asked).toEqual([]);
  await api.close();
  await kube.stop();
});

describe("istiod's word", { timeout: 20_000 }, () => {
  test.each(["pairs", "resources"] as const)("is understood as %s", async (form) => {
    const stale = { stale: ["route"], rejected: { listener: "Error adding listener: bad\nthing" } };
    const snapshot = await (
      await world({ form, known: (proxy) => (proxy.name.startsWith("payment-") ? { ...proxy, ...stale } : proxy) })
    ).read();
    const { sync } = of(snapshot, "payment");
    const states = sync?.connected === true ? Object.fromEntries(sync.types.map((type) => [type.type, type])) : {};
    expect(states.cluster?.state).toBe("synced");
    expect(states.route?.state).toBe("stale");
    if (form === "pairs") {
      expect(states.listener?.state).toBe("stale");
      expect(states["extension-config"]).toEqual({ type: "extension-config", state: "not-sent" });
    } else {
      expect(states.listener).toEqual({
        type: "listener",
        state: "rejected",
        sentAt: "2026-05-04T09:30:00.500Z",
        error: "Error adding listener: bad thing",
      });
      expect(states["extension-config"]).toEqual({ type: "extension-config", state: "ignored" });
    }
  });

  test("is put together from all replicas, each of which knows its own", async () => {
    const { read } = await world(
      { known: (proxy, by) => ((by === "istiod-second") === proxy.name.startsWith("payment-") ? proxy : undefined) },
      { mesh: [...objects, secondIstiod] },
    );
    const { proxies = [] } = await read();
    expect(proxies.map(({ sync }) => sync?.connected)).toEqual(proxies.map(() => true));
  });

  test("of a proxy that two of them know is that of the newer connection", async () => {
    const { read } = await world(
      {
        known: (proxy, by) =>
          by === "istiod-second" ? { ...proxy, stale: ["cluster"], sentAt: "2026-05-04T10:00:00Z" } : proxy,
      },
      { mesh: [...objects, secondIstiod] },
    );
    const { sync } = of(await read(), "checkout");
    expect(sync).toMatchObject({ connected: true, types: [{ type: "cluster", state: "stale" }, {}, {}, {}, {}] });
  });

  const unknown: SpeakingOptions["known"] = (proxy) => (proxy.name.startsWith("payment-") ? undefined : proxy);

  test("that it does not know a proxy counts once all have said so", async () => {
    const snapshot = await (await world({ known: unknown }, { mesh: [...objects, secondIstiod] })).read();
    expect(of(snapshot, "payment").sync).toEqual({ connected: false });
    expect(of(snapshot, "checkout").sync?.connected).toBe(true);
  });

  test("does not count a proxy of the same name in another cluster", async () => {
    const there: SpeakingOptions["known"] = (proxy) => ({ ...proxy, cluster: "elsewhere" });
    const here = objects.map((object) => (object.kind === "Pod" ? inCluster(object, "Kubernetes") : object));
    expect(of(await (await world({ known: there }, { mesh: here })).read(), "payment").sync).toEqual({
      connected: false,
    });
  });

  const silent: readonly (readonly [
    string,
    SpeakingOptions,
    (mesh: readonly RawObject[]) => readonly RawObject[],
    RegExp,
  ])[] = [
    [
      "one of them does not answer",
      {
        known: unknown,
        instead: ({ name, port }) =>
          name === "istiod-second" && port === "15014" ? { status: 401, body: "no" } : undefined,
      },
      (mesh) => [...mesh, secondIstiod],
      /as Pod istio-system\/istiod-second would know: it answers \/debug\/syncz with 401/,
    ],
    [
      "one of them answers with something else",
      {
        known: unknown,
        instead: ({ name, port }) =>
          name === "istiod-second" && port === "15014" ? { body: { proxies: 3 } } : undefined,
      },
      (mesh) => [...mesh, secondIstiod],
      /no list/,
    ],
    [
      "there is none",
      { known: unknown },
      (mesh) => mesh.filter((object) => object !== istiod),
      /no running istiod is seen/,
    ],
    [
      "one was started just now",
      { known: unknown },
      (mesh) => mesh.map((object) => (object === istiod ? startedAt(object, "2026-05-04T10:29:20Z") : object)),
      /an istiod was started or stopped just now/,
    ],
    [
      "one is about to stop",
      { known: unknown },
      (mesh) => mesh.map((object) => (object === istiod ? ending(object) : object)),
      /an istiod was started or stopped just now/,
    ],
    [
      "one may run elsewhere",
      { known: unknown },
      (mesh) => mesh.map((object) => (object.kind === "MutatingWebhookConfiguration" ? byUrl(object) : object)),
      /there may be an istiod that is not seen from here/,
    ],
  ];

  test.each(silent)("leaves open what it does not know where %s", async (_, speaking, change, gap) => {
    const snapshot = await (await world(speaking, { mesh: change(objects) })).read();
    expect(of(snapshot, "payment").sync).toBeUndefined();
    expect(of(snapshot, "payment").held).toBeDefined();
    expect(gapsOf(snapshot).join("\n")).toMatch(gap);
  });
});

describe("what Envoy holds", () => {
  const chain = (match: object, filter: object = {}, name = "0.0.0.0_8080"): object => ({
    name,
    filter_chain_match: match,
    filters: [
      { typed_config: { "@type": "type.googleapis.com/envoy.extensions.filters.network.rbac.v3.RBAC", ...filter } },
    ],
  });
  const inbound = (...filterChains: readonly object[]): object => ({
    configs: [{ name: "virtualInbound", active_state: { listener: { filter_chains: filterChains } } }],
  });

  const ports: readonly (readonly [string, readonly object[], readonly (readonly [number, boolean])[]])[] = [
    ["a port that is strict", [chain({ destination_port: 80, transport_protocol: "tls" })], [[80, false]]],
    [
      "a port that is permissive, among those that are strict",
      [
        chain({ destination_port: 80, transport_protocol: "tls" }),
        chain({ transport_protocol: "tls" }, {}, "virtualInbound"),
        chain({ destination_port: 80, transport_protocol: "raw_buffer" }),
      ],
      [
        [0, false],
        [80, true],
      ],
    ],
    ["a port without mTLS", [chain({ destination_port: 80, transport_protocol: "raw_buffer" })], [[80, true]]],
    ["chains that match anything", [chain({})], [[0, true]]],
    ["the listener's own port", [chain({ destination_port: 15_006 }, {}, "virtualInbound-blackhole")], []],
  ];
  test.each(ports)("%s", (_, chains, plaintext) => {
    expect(heldInbound(inbound(...chains))?.plaintext).toEqual(
      plaintext.map(([port, accepted]) => ({ port, accepted })),
    );
  });

  const rule = (name: string): object => ({ policies: { [name]: {} } });
  const policies: readonly (readonly [string, object, readonly (readonly [string, boolean])[]])[] = [
    ["an enforced one", { rules: rule("ns[shop]-policy[allow]-rule[0]") }, [["shop/allow", false]]],
    ["one in the shadow", { shadow_rules: rule("ns[shop]-policy[dry]-rule[12]") }, [["shop/dry", true]]],
    [
      "one that asks somebody else, who stands in the shadow",
      { shadow_rules: rule("istio-ext-authz-ns[shop]-policy[custom]-rule[0]") },
      [["shop/custom", false]],
    ],
    [
      "one that asks a named provider, dry",
      { rules: rule("istio-ext-authz-opa.shop-ns[shop]-policy[custom]-rule[0]") },
      [["shop/custom", true]],
    ],
    ["one that is none of Istio's", { rules: rule("by-hand") }, []],
  ];
  test.each(policies)("tells the policy of %s", (_, filter, expected) => {
    expect(heldInbound(inbound(chain({}, filter)))?.policies).toEqual(
      expected.map(([name, dryRun]) => {
        const [namespace, of] = name.split("/");
        return { namespace, name: of, dryRun };
      }),
    );
  });

  test("is no inbound listener while that is not active", () => {
    expect(heldInbound({ configs: [{ name: "virtualInbound", warming_state: { listener: {} } }] })).toBeUndefined();
    expect(heldInbound({})).toBeUndefined();
  });

  test("tells routes of a table that is of one host alone, and of nobody else's", () => {
    const table = (name: string, virtualHost: object): object => ({
      configs: [{ route_config: { name, virtual_hosts: [virtualHost] } }],
    });
    const routes = [{ route: { cluster: `outbound|9090||${payment}` } }];
    const own = { name: `${payment}:9090`, domains: ["*"], routes };
    expect(heldRoutes(table(`${payment}:9090`, own), [payment])).toEqual([
      { table: `${payment}:9090`, host: payment, virtualServices: [], clusters: [`outbound|9090||${payment}`] },
    ]);
    const others = { name: `not-${payment}:9090`, domains: [`not-${payment}`, "payment"], routes };
    expect(heldRoutes(table("9090", others), [payment])).toEqual([]);
  });

  test("tells no clusters of other hosts and directions", () => {
    const clusters = [
      `outbound|80||${payment}`,
      `outbound|80||not-${payment}`,
      `inbound|80||${payment}`,
      "PassthroughCluster",
    ];
    const dump = { configs: clusters.map((name) => ({ cluster: { name } })) };
    expect(heldClusters(dump, [payment])).toEqual([{ name: `outbound|80||${payment}` }]);
  });

  test("tells what it refused, cut and without secrets", async () => {
    const details = `Error adding listener: Authorization: Bearer abcdefghijklmnop\u001b[31m ${"x".repeat(2000)}`;
    const refused = [
      { name: "0.0.0.0_8080", details, at: "2026-05-04T09:59:00.123456789Z" },
      { details: "no name", at: "never" },
    ];
    const { held } = of(await (await world({ holds: (holds) => ({ ...holds, refused }) })).read(), "checkout");
    expect(held?.rejected).toEqual([
      { type: "listener", name: "0.0.0.0_8080", at: "2026-05-04T09:59:00.123Z", error: expect.any(String) },
      { type: "listener", name: "", error: "no name" },
    ]);
    const error = held?.rejected[0]?.error ?? "";
    expect(error.length).toBeLessThanOrEqual(301);
    expect(error).toMatch(/^Error adding listener: /);
    expect(error).not.toContain("abcdefghijklmnop");
    expect(error).not.toContain("\u001b");
  });

  test("shows the certificate that lasts longest of those with an identity", () => {
    const one = (expirationTime: string, uri: string): object => ({
      cert_chain: [{ expiration_time: expirationTime, subject_alt_names: [{ dns: "x" }, { uri }] }],
    });
    const certificates = [
      one("2026-05-04T09:00:00Z", "spiffe://cluster.local/ns/shop/sa/old"),
      one("2026-05-05T09:00:00+02:00", "spiffe://cluster.local/ns/shop/sa/new"),
      one("2036-05-05T09:00:00Z", "https://shop.example.com"),
    ];
    expect(heldCertificate({ certificates })).toEqual({
      notAfter: "2026-05-05T07:00:00Z",
      identity: "spiffe://cluster.local/ns/shop/sa/new",
    });
    expect(heldCertificate({ certificates: [] })).toBeUndefined();
  });
});

describe("what goes wrong on the way", { timeout: 30_000 }, () => {
  test("403 names the rule for each namespace, once for all of its pods", async () => {
    const subject = reader;
    const { read, asked, kube } = await world({}, { rbac: { objects: rolesOf("reader", "logs"), subject } });
    const snapshot = await read();
    const grants = snapshot.gaps.flatMap(({ grant }) => grant ?? []);
    for (const namespace of ["istio-system", "shop"])
      expect(grants).toContain(
        `in a Role of namespace ${namespace}: {apiGroups: [""], resources: [pods/portforward], verbs: [get, create]} (optional)`,
      );
    expect(gapsOf(snapshot).map((gap) => gap.replace(/:.*/, ""))).toEqual([
      expect.stringMatching(
        /^whether istiod has sent this configuration to its proxies, as Pod istio-system\/istiod-\S+ would know$/,
      ),
      expect.stringMatching(
        /^whether the proxy of Pod shop\/checkout-\S+ \(and 3 more\) has taken this configuration$/,
      ),
    ]);
    // They were to be asked, and said nothing: that is not the same as nobody asking.
    expect(snapshot.proxies).toHaveLength(4);
    expect(toldBy(snapshot)).toEqual([]);
    expect(snapshot.assumptions.map(({ what }) => what).join()).not.toContain("what proxies hold was read");
    expect(asked).toEqual([]);
    // One web socket to each, and one plain request that tells why.
    expect(kube.requests.filter(({ path }) => path.endsWith("/portforward"))).toHaveLength(10);
    expect(snapshot.logs.length).toBeGreaterThan(0);
  });

  const whole = { status: 200, body: `{"configs":[${'{"cluster":{"name":"x"}},'.repeat(400_000)}{}]}` };
  const odd: readonly (readonly [string, SpeakingOptions["instead"], RegExp])[] = [
    ["dumps of 10 MB", dumps(whole), /more than 8 MiB/],
    ["garbage", dumps({ body: "{]" }), /something that is no JSON/],
    ["an error of Envoy's", dumps({ status: 400, body: "FieldMask could not be successfully used." }), /with 400/],
    ["a resource that is not there", dumps({ status: 404, body: "not found in config dump" }), /with 404/],
  ];

  test.each(odd)("%s: what else is told counts, and the rest is a gap", async (_, instead, why) => {
    const snapshot = await (await world(instead === undefined ? {} : { instead })).read();
    const { held, sync } = of(snapshot, "checkout");
    expect(sync?.connected).toBe(true);
    expect(held).toMatchObject({ istioVersion: "1.27.1", rejected: [], certificate: {} });
    expect(held?.clusters).toBeUndefined();
    expect(held?.routes).toBeUndefined();
    expect(of(snapshot, "payment").held?.inbound).toBeUndefined();
    const gaps = gapsOf(snapshot);
    expect(gaps).toHaveLength(3);
    for (const gap of gaps) expect(gap).toMatch(why);
    expect(gaps.join("\n")).toMatch(/checkout-\S+ \(and 1 more\) has taken this configuration \(clusters\)/);
  });

  const strange: readonly unknown[] = [
    null,
    7,
    "text",
    [],
    { configs: 3 },
    { configs: [null, 3, { cluster: 3 }, { cluster: { name: 3 } }, { cluster: { name: "a\u0000b" } }] },
    {
      configs: [
        {
          name: "virtualInbound",
          active_state: { listener: { filter_chains: [{}, 3, { filters: [{ typed_config: [] }] }] } },
        },
      ],
    },
    {
      configs: [
        {
          route_config: {
            name: "8080",
            virtual_hosts: [
              { name: {}, domains: 3 },
              { name: payment, routes: [1, {}] },
            ],
          },
        },
      ],
    },
    { certificates: [{ cert_chain: [{ subject_alt_names: 3 }, { expiration_time: "soon" }] }] },
    [{ proxy: 3 }, { proxy: "a.b", resources: { "type.googleapis.com/envoy.config.cluster.v3.Cluster": 3 } }],
    JSON.parse('{"__proto__": {"configs": [1]}, "configs": {"__proto__": []}}'),
  ];

  test.each(strange.map((answer) => [JSON.stringify(answer), answer] as const))(
    "%s is understood as far as it goes",
    (_, answer) => {
      const told = [
        heldClusters(answer, [payment]),
        heldRoutes(answer, [payment]),
        heldInbound(answer),
        heldRejections(answer, "listener"),
        heldCertificate(answer),
        syncIn(answer),
      ];
      expect(JSON.stringify(told)).not.toContain("\\u0000");
    },
  );

  test.each(strange.map((answer) => [JSON.stringify(answer), answer] as const))(
    "%s everywhere ends in an answer",
    async (_, answer) => {
      const body = JSON.stringify(answer);
      const { proxies } = await (
        await world({ instead: () => ({ headers: { "content-type": "application/json" }, body }) })
      ).read();
      expect(proxies).toBeDefined();
    },
  );

  const lasting: readonly (readonly [string, SpeakingOptions["instead"], readonly FaultRule[]])[] = [
    ["a proxy that says nothing", async () => new Promise(() => undefined), []],
    ["an API server that hangs", undefined, [{ resource: "pods/portforward", fault: { is: "hang" } }]],
  ];

  test.each(lasting)("%s: the answer comes by the deadline, with gaps", async (_, instead, rules) => {
    const { kube, read } = await world(instead === undefined ? {} : { instead }, { ms: 1500 });
    kube.faults.add(...rules);
    const spent = ownTime();
    const snapshot = await read();
    expect(spent()).toBeLessThan(5000);
    expect(toldBy(snapshot)).toEqual([]);
    const gaps = gapsOf(snapshot);
    expect(gaps).toHaveLength(2);
    for (const gap of gaps) expect(gap).toMatch(/in time/);
  });

  const broken: readonly (readonly [string, FaultRule])[] = [
    ["resets", { resource: "pods/portforward", fault: { is: "reset" } }],
    [
      "web sockets that are not taken",
      { resource: "pods/portforward", fault: { is: "status", code: 400, message: "Upgrade request required" } },
    ],
    ["500", { resource: "pods/portforward", fault: { is: "status", code: 500 } }],
    ["a login page", { resource: "pods/portforward", fault: { is: "garbage" } }],
  ];

  test.each(broken)("%s: an answer with gaps", async (_, rule) => {
    const { kube, read } = await world();
    kube.faults.add(rule);
    const snapshot = await read();
    expect(toldBy(snapshot)).toEqual([]);
    expect(gapsOf(snapshot).length).toBeGreaterThanOrEqual(2);
    expect(snapshot.resources.Pod?.length).toBeGreaterThan(0);
  });

  test("no verdict is lost where proxies cannot be asked", async () => {
    const { kube, read } = await world();
    kube.faults.add({ resource: "pods/portforward", fault: { is: "forbidden" } });
    const asked = await read();
    const silent = await (await world({}, { proxies: false })).read();
    const verdicts = await Promise.all(
      [asked, silent].map(async (snapshot) =>
        diagnose(question, whyPlaybook, { read: () => Promise.resolve(snapshot) }),
      ),
    );
    expect(verdicts[0]?.verdict).toBe(verdicts[1]?.verdict);
  });
});

/** Answers for those dumps that hold configuration: errors of listeners stay as they are. */
function dumps(answer: { status?: number; body: string }): SpeakingOptions["instead"] {
  return ({ path, query }) => (path === "/config_dump" && query.get("name_regex") !== "^$" ? answer : undefined);
}

function withoutProxy(object: RawObject): RawObject {
  const spec = object.spec as { containers: readonly { name: string }[]; initContainers?: readonly { name: string }[] };
  const bare = (list: readonly { name: string }[] = []): readonly { name: string }[] =>
    list.filter(({ name }) => name !== "istio-proxy");
  return {
    ...object,
    spec: { ...spec, containers: bare(spec.containers), initContainers: bare(spec.initContainers) },
  };
}

function withNativeSidecar(object: RawObject): RawObject {
  const copy = structuredClone(object) as unknown as {
    spec: { containers: { name: string }[]; initContainers?: { name: string; restartPolicy?: string }[] };
  };
  const { spec } = copy;
  const proxies = spec.containers.filter(({ name }) => name === "istio-proxy");
  if (proxies.length === spec.containers.length) return object;
  spec.containers = spec.containers.filter(({ name }) => name !== "istio-proxy");
  spec.initContainers = [
    ...(spec.initContainers ?? []),
    ...proxies.map((proxy) => ({ ...proxy, restartPolicy: "Always" })),
  ];
  return copy as unknown as RawObject;
}

function inCluster(object: RawObject, cluster: string): RawObject {
  const copy = structuredClone(object) as unknown as {
    spec: { containers: { name: string; env?: object[] }[]; initContainers?: { name: string; env?: object[] }[] };
  };
  for (const container of [...copy.spec.containers, ...(copy.spec.initContainers ?? [])])
    if (container.name === "istio-proxy")
      container.env = [{ name: "ISTIO_META_CLUSTER_ID", value: cluster }, ...(container.env ?? [])];
  return copy as unknown as RawObject;
}

function startedAt(object: RawObject, time: string): RawObject {
  const status = object.status as object;
  const containerStatuses = [{ name: "discovery", ready: true, state: { running: { startedAt: time } } }];
  return { ...object, status: { ...status, containerStatuses } };
}

function ending(object: RawObject): RawObject {
  return { ...object, metadata: { ...object.metadata, deletionTimestamp: "2026-05-04T10:30:20Z" } };
}

function byUrl(object: RawObject): RawObject {
  const webhooks = (object as unknown as { webhooks: readonly object[] }).webhooks;
  return {
    ...object,
    webhooks: webhooks.map((one) => ({ ...one, clientConfig: { url: "https://istiod.example.com:15017/inject" } })),
  };
}
