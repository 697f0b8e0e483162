/** What mesh doctor tries of a cluster, with all that can be amiss. */
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { LiveProbes, Probes, ReachProbe } from "../../../src/model/doctor.ts";
import { MeshError } from "../../../src/model/mesh-error.ts";
import type { Connection } from "../../../src/source/cluster/connection.ts";
import { permissions } from "../../../src/source/cluster/permissions.ts";
import { probeCluster } from "../../../src/source/cluster/probe-cluster.ts";
import { ruleText } from "../../../src/source/cluster/right.ts";
import { namesOf, reader, rolesOf, rulesIn, without } from "../../infra/roles.ts";
import { connectionTo as usual } from "../../support/kube/cluster-of.ts";
import type { Fault } from "../../support/kube/faults.ts";
import { readKubeFolders } from "../../support/kube/read-kube-folders.ts";
import { type FakeKube, type FakeKubeOptions, startFakeKube } from "../../support/kube/start-fake-kube.ts";
import { ownTime } from "../../support/own-time.ts";
import type { RawObject } from "../../support/snapshot.ts";
import { clientOf } from "./scripted-api.ts";

const shop = readKubeFolders([join(import.meta.dirname, "../../../examples/shop/base")]);
const token = "tests";
const stopping: FakeKube[] = [];
let kube: FakeKube;
beforeAll(async () => {
  kube = await started({ objects: shop.objects });
});
afterEach(() => kube.reset());
afterAll(async () => {
  await Promise.all(stopping.map((each) => each.stop()));
});

async function started(options: FakeKubeOptions): Promise<FakeKube> {
  const one = await startFakeKube({ token, ...options });
  stopping.push(one);
  return one;
}

function connectionTo(to: FakeKube, more: Partial<Connection> = {}, brought = token): Connection {
  return { ...usual(to, brought), ...more };
}

async function probed(
  connection: Connection,
  namespaces: readonly string[] = [],
  patience = 5000,
  proxies = false,
): Promise<Probes> {
  const api = clientOf(connection, { silenceMs: 1000 });
  try {
    return await probeCluster({
      name: "fake",
      connect: () => Promise.resolve({ connection, api }),
      signal: AbortSignal.timeout(patience),
      now: Date.now,
      namespaces,
      proxies,
    });
  } finally {
    await api.close();
  }
}

function clusterWide({ roleRef }: RawObject): object {
  return roleRef === undefined ? {} : { roleRef: { ...(roleRef as object), kind: "ClusterRole" } };
}

function live({ live: found }: Probes): LiveProbes {
  if (found === undefined) throw new Error("It is a snapshot");
  return found;
}

function lastOf(probes: Probes): ReachProbe | undefined {
  return live(probes).reach.at(-1);
}

describe("a cluster that is well", () => {
  test("is reached step by step, and says what it is", async () => {
    const probes = await probed(connectionTo(kube));
    expect(live(probes).reach.map(({ step, state }) => `${step} ${state}`)).toEqual([
      "tcp well",
      // Certificates of the fake server last for a day.
      "tls warning",
      "authentication well",
    ]);
    expect(lastOf(probes)?.what).toContain("kubernetes-admin");
    expect(live(probes).version).toBe("v1.34.2");
    expect(live(probes).served?.["networking.istio.io"]).toContain("v1");
    expect(probes.gaps).toEqual([]);
    expect(probes.resources.ConfigMap?.map(({ metadata }) => metadata.name)).toContain("istio");
  });

  test("is looked up where it has a name", async () => {
    const named = connectionTo(kube, { server: kube.url.replace("127.0.0.1", "localhost") });
    expect(live(await probed(named)).reach[0]).toMatchObject({ step: "dns", state: "well" });
  });

  test("is sent no name, token or review but those it takes, and nothing is read of its workloads", async () => {
    await probed(connectionTo(kube));
    expect(kube.requests.filter(({ method }) => method !== "GET").map(({ path }) => path.split("/").at(-1))).toEqual(
      expect.arrayContaining(["selfsubjectreviews", "selfsubjectaccessreviews"]),
    );
    const pods = kube.requests.filter(({ path }) => path.endsWith("/pods")).map(({ path }) => path);
    expect(pods).toEqual(["/api/v1/namespaces/istio-system/pods"]);
  });

  test("tells its own clock and that of this machine", async () => {
    const late = await started({ objects: shop.objects, now: "2026-05-04T10:30:00Z" });
    const probes = await probed(connectionTo(late));
    expect(probes.at).toBe("2026-05-04T10:30:00Z");
    expect(Math.abs(Date.parse(probes.here) - Date.now())).toBeLessThan(60_000);
  });
});

describe("a way that is broken", () => {
  test.each<[string, () => Connection, string, RegExp]>([
    [
      "an unknown host",
      () => connectionTo(kube, { server: "https://no-such-host.invalid" }),
      "dns",
      /host name|looked up/,
    ],
    ["a closed port", () => connectionTo(kube, { server: "https://127.0.0.1:1" }), "tcp", /refused/],
    ["a wrong token", () => connectionTo(kube, {}, "another"), "authentication", /401/],
    [
      "no credentials",
      () => connectionTo(kube, { access: () => Promise.reject(new MeshError("BAD_CONFIG", "Cannot sign in", "Do.")) }),
      "connection",
      /Cannot sign in/,
    ],
  ])("%s ends there", async (_, to, step, what) => {
    const probes = await probed(to());
    expect(lastOf(probes)).toMatchObject({ step, state: "failed", what: expect.stringMatching(what) });
    expect(lastOf(probes)?.hint).toMatch(/\.$/);
    expect(live(probes).rights).toEqual([]);
  });

  test.each([
    ["untrusted", /self-signed|not trusted/],
    ["wrong-host", /another host name/],
    ["expired", /expired/],
  ] as const)("a certificate that is %s ends there, and nothing is sent", async (shown, what) => {
    kube.faults.certificate(shown);
    const probes = await probed(connectionTo(kube));
    expect(lastOf(probes)).toMatchObject({ step: "tls", state: "failed", what: expect.stringMatching(what) });
    expect(kube.requests).toEqual([]);
  });

  test("is not tried where a proxy leads", async () => {
    const probes = await probed(connectionTo(kube, { proxy: "http://127.0.0.1:1" }));
    expect(live(probes).reach.map(({ step, state }) => `${step} ${state}`)).toEqual([
      "connection well",
      "authentication failed",
    ]);
  });

  test.each<[string, Fault]>([
    ["hangs", { is: "hang" }],
    ["hangs in the middle", { is: "hang-mid-body" }],
    ["resets", { is: "reset" }],
    ["shows a login page", { is: "garbage" }],
    ["is overloaded", { is: "too-many" }],
    ["breaks", { is: "status", code: 500 }],
    ["takes no credentials", { is: "unauthorized" }],
    ["knows nothing of Kubernetes", { is: "garbage", code: 404 }],
  ])("a server that %s is told of in time", async (_, fault) => {
    kube.faults.add({ fault });
    const spent = ownTime();
    const probes = await probed(connectionTo(kube), [], 1500);
    expect(lastOf(probes)).toMatchObject({ step: "authentication", state: "failed" });
    expect(spent()).toBeLessThan(4000);
  });
});

describe("what fails besides", () => {
  test.each<[string, RegExp, Fault]>([
    ["the version", /^\/version/, { is: "garbage" }],
    ["what is served", /^\/apis$/, { is: "forbidden" }],
  ])("%s is not known, and all else is", async (what, path, fault) => {
    kube.faults.add({ fault, path });
    const { version, served, rights } = live(await probed(connectionTo(kube)));
    expect(
      [version, served].filter((one) => one === undefined),
      what,
    ).toHaveLength(1);
    expect(rights.every(({ answer }) => answer.is === "yes")).toBe(true);
  });

  test("an older server does not say who asks", async () => {
    kube.faults.add({ fault: { is: "not-served" }, path: /selfsubjectreviews/ });
    expect(lastOf(await probed(connectionTo(kube)))).toMatchObject({ step: "authentication", state: "warning" });
  });

  test("rights that cannot be asked are untold, not missing", async () => {
    kube.faults.add({ fault: { is: "status", code: 500 }, path: /selfsubjectaccessreviews/ });
    const { rights, excess } = live(await probed(connectionTo(kube)));
    expect(new Set(rights.map(({ answer }) => answer.is))).toEqual(new Set(["untold"]));
    expect(excess).toEqual([]);
  });
});

describe("rights", () => {
  const roles = rolesOf("reader");
  const withRoles = async (objects: readonly RawObject[]): Promise<FakeKube> =>
    started({ objects: shop.objects, rbac: { objects, subject: reader } });

  test("are all there with the reading role, apart from the optional ones, and none too many", async () => {
    const { rights, excess } = live(await probed(connectionTo(await withRoles(roles))));
    const named = (need: string, is: string): readonly string[] =>
      rights
        .filter((right) => (right.need === "optional") === (need === "optional") && right.answer.is === is)
        .map(({ name }) => name);
    expect(named("needed", "yes")).toHaveLength(permissions([]).length);
    expect(named("needed", "no")).toEqual([]);
    expect(named("optional", "no")).toEqual(["get pods/log"]);
    expect(excess).toEqual([]);
  });

  test.each(rulesIn(roles).map((placed) => [namesOf(placed).join(), placed] as const))(
    "%s is named with its rule where it is missing, and no other",
    async (name, placed) => {
      const { rights } = live(await probed(connectionTo(await withRoles(without(roles, placed)))));
      const missing = rights.filter(({ need, answer }) => need !== "optional" && answer.is !== "yes");
      expect(missing.map((right) => right.name)).toEqual([name]);
      const { apiGroups = [], resources = [], verbs = [], resourceNames } = placed.rule;
      expect(missing[0]?.rule).toBe(
        ruleText({
          group: apiGroups[0] ?? "",
          resource: resources[0] ?? "",
          verb: verbs[0] as "get" | "list",
          ...(resourceNames?.[0] === undefined ? {} : { name: resourceNames[0] }),
        }),
      );
    },
  );

  test("are asked for namespace by namespace where they are not there in all", async () => {
    const { rights } = live(
      await probed(connectionTo(await withRoles(rolesOf("namespaced"))), ["shop", "istio-system", "bank"]),
    );
    const pods = rights.find(({ name }) => name === "list pods");
    expect(pods?.answer).toEqual({ is: "some", allowed: ["shop", "istio-system"], denied: ["bank"] });
    expect(rights.find(({ name }) => name === "list namespaces")?.answer).toEqual({ is: "no" });
  });

  test("of proxy state are found in the control plane's namespace", async () => {
    const bound = connectionTo(await withRoles(rolesOf("reader", "proxy-state")));
    const { rights, excess } = live(await probed(bound, [], 5000, true));
    expect(excess).toEqual([]);
    const own = rights.filter(({ granted }) => granted === "proxy-state");
    expect(own.map(({ answer }) => answer)).toEqual(
      ["get", "create"].map(() => ({ is: "some", allowed: ["istio-system"], denied: [] })),
    );
  });

  test("of proxy state are asked about only where proxies are, and one too many where they are not", async () => {
    const everywhere = rolesOf("proxy-state").map((object) => ({
      ...object,
      kind: `Cluster${object.kind}`,
      ...clusterWide(object),
    }));
    const bound = connectionTo(await withRoles([...roles, ...everywhere]));
    const without = live(await probed(bound));
    expect(without.rights.filter(({ granted }) => granted === "proxy-state")).toEqual([]);
    expect(without.excess).toEqual(["forward ports of pods"]);
    expect(live(await probed(bound, [], 5000, true)).excess).toEqual([]);
  });

  test("beyond those that are used are named", async () => {
    expect(live(await probed(connectionTo(kube))).excess).toEqual(["do anything"]);
    const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: { name: "more" } };
    const more = [
      { ...role, rules: [{ apiGroups: [""], resources: ["secrets", "pods/exec"], verbs: ["list", "create"] }] },
      {
        ...role,
        kind: "ClusterRoleBinding",
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "more" },
        subjects: [reader],
      },
    ];
    const { excess } = live(await probed(connectionTo(await withRoles([...roles, ...more]))));
    expect(excess).toEqual(["read every Secret", "run commands in pods"]);
  });

  test("on kinds that are not served are not asked for", async () => {
    const older = await started({ objects: shop.objects, servedVersions: { "gateway.networking.k8s.io": [] } });
    const { rights } = live(await probed(connectionTo(older)));
    expect(rights.some(({ name }) => name.includes("gateway.networking.k8s.io"))).toBe(false);
    expect(rights.length).toBeGreaterThan(25);
  });

  test("on the ConfigMaps of every revision are asked for", async () => {
    const webhook = shop.objects.find(({ kind }) => kind === "MutatingWebhookConfiguration") as RawObject;
    const canary = {
      ...webhook,
      metadata: { ...webhook.metadata, name: "canary", labels: { "istio.io/rev": "1-31" } },
    };
    const two = await started({ objects: [...shop.objects, canary], rbac: { objects: roles, subject: reader } });
    const { rights } = live(await probed(connectionTo(two)));
    const missing = rights.filter(({ need, answer }) => need === "needed" && answer.is === "no");
    expect(missing.map(({ name, namespace }) => `${name} in ${namespace}`)).toEqual([
      "get configmaps istio-1-31 in istio-system",
      "get configmaps istio-sidecar-injector-1-31 in istio-system",
    ]);
  });
});
