/** The roles in infra/kubernetes/ allow every request that is made of a cluster, and nothing more. */
import { execFile, execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { diagnose } from "../../src/diagnose/diagnose.ts";
import { health as healthOf } from "../../src/diagnose/health.ts";
import { questionFrom } from "../../src/faces/question/question-from.ts";
import { apiOf } from "../../src/kinds/api-of.ts";
import { MeshError } from "../../src/model/mesh-error.ts";
import type { Scope } from "../../src/model/scope.ts";
import { toJson } from "../../src/render/json.ts";
import { optionalPermissions, permissions } from "../../src/source/cluster/permissions.ts";
import { probeCluster } from "../../src/source/cluster/probe-cluster.ts";
import { readNames } from "../../src/source/cluster/read-names.ts";
import { folder } from "../source/files/folder.ts";
import { type Ask, asked, samples, shopPairs, stories } from "../support/folders.ts";
import { connectionTo, apiOf as openApi, sourceOf } from "../support/kube/cluster-of.ts";
import { kustomized } from "../support/kube/kustomized.ts";
import { readKubeFolders } from "../support/kube/read-kube-folders.ts";
import { speakingProxies } from "../support/kube/speaking-proxies.ts";
import { type FakeKube, startFakeKube } from "../support/kube/start-fake-kube.ts";
import type { RawObject } from "../support/snapshot.ts";
import { whyPlaybook } from "../support/why.ts";
import { namesOf, reader, rightsOf, rolesFolder, rolesOf, rulesIn, serviceAccount, without } from "./roles.ts";

const at = "2026-05-04T10:30:00Z";
const shop = new URL("../../examples/shop/", import.meta.url).pathname;
const everything = rolesOf("reader", "logs");
const running: { stop(): Promise<void> }[] = [];
afterAll(async () => {
  await Promise.all(running.map((each) => each.stop()));
});

interface World {
  readonly kube: FakeKube;
  ask(ask: Ask): Promise<Told>;
  scope(scope: Scope): Promise<void>;
  names(): Promise<void>;
  /** Of how many proxies of a pair something is known, and what is missing for it. */
  proxies(): Promise<{ readonly sync: number; readonly held: number; readonly grants: readonly string[] }>;
  doctor(): Promise<void>;
}

interface Told {
  readonly verdict: string;
  readonly grants: readonly string[];
  readonly error?: string;
}

async function world(
  paths: readonly string[],
  {
    roles = everything,
    subject = reader,
    more = [] as readonly RawObject[],
    namespaces = undefined as readonly string[] | undefined,
    proxies = false,
    version = "v1.34.2",
  } = {},
): Promise<World> {
  const { objects, logs } = readKubeFolders(paths);
  const kube = await startFakeKube({
    objects: [...objects, ...more],
    logs,
    now: at,
    version,
    http: speakingProxies(objects).http,
    rbac: { objects: roles, subject },
  });
  const api = openApi(kube);
  running.push({
    stop: async () => {
      await api.close();
      await kube.stop();
    },
  });
  const source = sourceOf(api, { at, proxies, ...(namespaces === undefined ? {} : { namespaces }) });
  return {
    kube,
    ask: async (ask) => {
      try {
        if (ask === many) {
          const scope = { of: [ask.to], namespaces: [], pairs: [] };
          const { verdict, gaps } = healthOf(await source.read(scope), whyPlaybook, scope, { most: 5 });
          return { verdict, grants: gaps.flatMap(({ grant }) => grant ?? []) };
        }
        const { verdict, gaps } = toJson(await diagnose(questionFrom(asked(ask)), whyPlaybook, source));
        return { verdict, grants: gaps.flatMap(({ grant }) => grant ?? []) };
      } catch (error) {
        if (!(error instanceof MeshError)) throw error;
        return {
          verdict: "none",
          grants: error.next.match(/\{[^}]*\}/g) ?? [],
          error: `${error.message} ${error.next}`,
        };
      }
    },
    scope: async (scope) => {
      await source.read(scope);
    },
    doctor: async () => {
      await probeCluster({
        name: "fake",
        connect: () => Promise.resolve({ connection: connectionTo(kube), api }),
        signal: AbortSignal.timeout(20_000),
        now: Date.now,
      });
    },
    proxies: async () => {
      const { proxies: states = [], gaps } = await source.read(
        questionFrom(asked({ from: "checkout", to: "payment" })),
      );
      const grants = gaps.flatMap(({ what, grant = "" }) => (/prox/.test(what) ? [grant] : []));
      return { sync: states.filter(({ sync }) => sync).length, held: states.filter(({ held }) => held).length, grants };
    },
    names: async () => {
      await readNames(api, { name: "fake", signal: AbortSignal.timeout(20_000) });
    },
  };
}

/** Pods whose owners' names do not tell whom they belong to: those are asked for by name. */
const oddPods: readonly RawObject[] = (["ReplicaSet", "StatefulSet", "DaemonSet", "Job"] as const).map((kind) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: `odd-${kind.toLowerCase()}`,
    namespace: "shop",
    labels: { app: "odd" },
    ownerReferences: [
      {
        apiVersion: kind === "Job" ? "batch/v1" : "apps/v1",
        kind,
        name: `odd-${kind.toLowerCase()}`,
        uid: "1",
        controller: true,
      },
    ],
  },
  spec: { containers: [{ name: "odd", image: "odd" }], serviceAccountName: "odd" },
  status: { phase: "Running" },
}));
/** A host that machines stand behind. */
const machines: RawObject = {
  apiVersion: "networking.istio.io/v1",
  kind: "ServiceEntry",
  metadata: { name: "machines", namespace: "shop" },
  spec: {
    hosts: ["machines.example.com"],
    location: "MESH_INTERNAL",
    resolution: "STATIC",
    ports: [{ number: 80, name: "http", protocol: "HTTP" }],
    workloadSelector: { labels: { app: "machines" } },
  },
};
const oddlyOwned: readonly RawObject[] = [...oddPods, machines];

/** Stands for every pair into a namespace. */
const many: Ask = { from: "*", to: "shop" };

/** Questions of every shape there is. */
const shapes: readonly Ask[] = [
  { from: "checkout", to: "payment", request: "POST /charge" },
  { from: "internet", to: "checkout" },
  { from: "nobody", to: "payment" },
  { from: "checkout", to: "paymnt" },
  { from: "shop/checkout", to: "payment.shop.svc.cluster.local" },
  { from: "deploy/checkout", to: "payment" },
  { from: "sts/checkout", to: "payment" },
  { from: "ds/checkout", to: "payment" },
  { from: "sa/checkout", to: "payment" },
  { from: "rs/checkout", to: "payment" },
  { from: "job/checkout", to: "payment" },
  { from: "cronjob/checkout", to: "payment" },
  { from: "pod/odd-job", to: "payment" },
  { from: "10.1.2.3", to: "payment" },
  { from: "checkout", to: "10.1.2.3" },
  { from: "checkout", to: "api.example.com" },
  { from: "checkout", to: "http://payment:8080/charge" },
  { from: "nowhere/checkout", to: "payment" },
  many,
];

/** All questions in a world, and what they took. */
async function askAll(asks: readonly Ask[], place: World): Promise<ReadonlyMap<string, readonly Ask[]>> {
  const used = new Map<string, Ask[]>();
  for (const ask of asks) {
    const before = place.kube.requests.length;
    await place.ask(ask);
    for (const right of new Set(place.kube.requests.slice(before).flatMap(rightsOf)))
      used.set(right, [...(used.get(right) ?? []), ask]);
  }
  return used;
}

function refused({ requests }: FakeKube): readonly string[] {
  return requests
    .filter(({ status }) => status === 401 || status === 403)
    .map(({ method, path }) => `${method} ${path}`);
}

const base = await world([join(shop, "base")], { more: oddlyOwned });
const asks = [...shapes, ...shopPairs];
const used = await askAll(asks, base);
/** What is known when everything may be read. */
const told = new Map<Ask, Told>();
for (const ask of asks) told.set(ask, await base.ask(ask));

describe("the reading role, with logs", () => {
  test("refuses nothing that a question about the example mesh takes", () => {
    expect(base.kube.requests.length).toBeGreaterThan(500);
    expect(refused(base.kube)).toEqual([]);
  });

  test.each(stories.map(({ name, ask }) => [name, ask] as const))(
    "refuses nothing in the story %s",
    async (name, ask) => {
      const { kube, ask: put } = await world([join(shop, "base"), join(shop, "overlays", name)]);
      await put(ask);
      expect(kube.requests.length).toBeGreaterThan(20);
      expect(refused(kube)).toEqual([]);
    },
  );

  test.each(samples.map((sample) => [sample.name, sample] as const))(
    "refuses nothing in the mesh %s",
    async (_, sample) => {
      const { kube, ask } = await world([sample.path]);
      for (const { from, to } of sample.asks) await ask({ from, to });
      expect(refused(kube)).toEqual([]);
    },
  );

  test("refuses nothing that many pairs at once take, or the search for names", async () => {
    const { kube, scope, names } = await world([join(shop, "base")], { more: oddlyOwned });
    await scope({ of: ["payment"], namespaces: ["shop"], pairs: [{ from: "checkout", to: "payment" }] });
    await names();
    expect(refused(kube)).toEqual([]);
  });

  test("refuses nothing that mesh doctor takes", async () => {
    const { kube, doctor } = await world([join(shop, "base")]);
    await doctor();
    expect(refused(kube)).toEqual([]);
    expect(kube.requests.flatMap(rightsOf)).toContain("list telemetries.telemetry.istio.io");
  });

  test("is refused everything else", async () => {
    const { kube } = await world([join(shop, "base")]);
    const api = openApi(kube);
    const signal = AbortSignal.timeout(10_000);
    const paths = [
      "/api/v1/secrets",
      "/api/v1/namespaces/shop/secrets/tls",
      "/api/v1/configmaps",
      "/api/v1/namespaces/istio-system/configmaps/istio-ca-root-cert",
      "/api/v1/namespaces/shop/configmaps/istio",
      "/api/v1/nodes",
      "/api/v1/namespaces/istio-system/pods/x/proxy/debug/syncz",
    ];
    const kinds = await Promise.all(
      paths.map(async (path) =>
        api.get(path, { signal }).then(
          () => "",
          (error: { kind: string }) => error.kind,
        ),
      ),
    );
    await api.close();
    expect(kinds).toEqual(paths.map(() => "forbidden"));
  });
});

const rules = rulesIn(everything);

describe("each rule", () => {
  test.each(rules.map((placed) => [namesOf(placed).join(", "), placed] as const))(
    "%s: one right, without watch",
    (_, { rule }) => {
      const { apiGroups, resources, verbs } = rule;
      expect([apiGroups?.length, resources?.length, verbs?.length]).toEqual([1, 1, 1]);
      expect(["get", "list"]).toContain(verbs?.[0]);
    },
  );

  test("is one that meshwhy declares, and each that it declares is there", () => {
    const declared = [...permissions([]), ...optionalPermissions].filter(({ granted }) => granted !== "proxy-state");
    const names = declared.map(
      ({ right: { group, resource, verb, name } }) =>
        `${verb} ${resource}${group === "" ? "" : `.${group}`}${name === undefined ? "" : ` ${name}`}`,
    );
    expect(rules.flatMap(namesOf).sort()).toEqual(names.sort());
  });

  test.each(rules.map((placed) => [namesOf(placed).join(", "), placed] as const).filter(([name]) => !isOfDoctor(name)))(
    "%s: is used, and named where it is missing",
    async (name, placed) => {
      const using = used.get(name) ?? [];
      expect(using.length, "questions that use it").toBeGreaterThan(0);
      const place = await world([join(shop, "base")], { roles: without(everything, placed), more: oddlyOwned });
      for (const ask of some(using)) {
        const now = await place.ask(ask);
        const before = told.get(ask);
        expect.soft([before?.verdict, "unknown", "none"], `${ask.from} → ${ask.to}`).toContain(now.verdict);
        // A name that is wrong stays so, whatever else could be read.
        if (now.error === undefined || now.error !== before?.error)
          expect.soft(now.grants.map(ruleIn), `${ask.from} → ${ask.to}`).toContainEqual(placed.rule);
      }
    },
  );
});

/** Those at the beginning, in the middle and at the end: of hundreds, not all have to be asked again. */
function some(all: readonly Ask[]): readonly Ask[] {
  return [...new Set([all[0], all[Math.floor(all.length / 2)], all.at(-1)])].filter((ask) => ask !== undefined);
}

function ruleIn(grant: string): unknown {
  return parse(/\{.*\}/.exec(grant)?.[0] ?? "");
}

function isOfDoctor(name: string): boolean {
  return name.includes("telemetries");
}

describe("the service account of in-cluster/", () => {
  test("may what the group may", async () => {
    const { kube, ask } = await world([join(shop, "base")], {
      roles: [...rolesOf("in-cluster"), ...rolesOf("logs").map((object) => bindingTo(object))],
      subject: serviceAccount,
    });
    expect(await ask({ from: "checkout", to: "payment" })).toEqual(told.get(shapes[0] as Ask));
    expect(refused(kube)).toEqual([]);
  });

  test("is the only one who is bound", () => {
    const bound = rolesOf("in-cluster").flatMap(({ kind, subjects }) => (kind.endsWith("Binding") ? [subjects] : []));
    expect(bound).toEqual([[serviceAccount], [serviceAccount]]);
  });
});

describe("the namespaced variant", () => {
  const namespaced = rolesOf("namespaced", "logs");

  test("grants in a namespace what the reading role grants of namespaces, word for word", () => {
    const ofNamespaces = permissions([]).flatMap(({ right, kind, granted }) =>
      kind !== undefined && granted === "reader" && apiOf(kind).namespaced ? [right.resource] : [],
    );
    for (const namespace of ["shop", "istio-system"]) {
      const own = rulesIn(rolesOf("namespaced")).filter(
        (placed) => placed.role === "meshwhy-reader" && placed.namespace === namespace,
      );
      expect(own.flatMap(({ rule }) => rule.resources)).toEqual(ofNamespaces);
    }
    const text = (path: string) => readFileSync(join(rolesFolder, path), "utf8").split("\nrules:\n")[1] ?? "";
    for (const rule of text("namespaced/one/role.yaml").split("\n\n"))
      expect(text("reader/cluster-role.yaml")).toContain(rule.trimEnd());
  });

  test("never turns an answer around, and says what is not known", async () => {
    const { ask } = await world([join(shop, "base")], {
      roles: namespaced,
      namespaces: ["shop", "istio-system"],
      more: oddlyOwned,
    });
    const verdicts = new Map<Ask, Told>();
    for (const each of asks) verdicts.set(each, await ask(each));
    for (const [each, now] of verdicts) {
      expect.soft([told.get(each)?.verdict, "unknown", "none"], `${each.from} → ${each.to}`).toContain(now.verdict);
      if (now.error === undefined)
        expect
          .soft(now.grants.map(ruleIn))
          .toContainEqual({ apiGroups: [""], resources: ["namespaces"], verbs: ["list"] });
    }
  });
});

describe("the optional roles", () => {
  test("are no part of the others", () => {
    for (const folder of ["reader", "in-cluster", "eks", "namespaced"]) {
      const resources = rulesIn(rolesOf(folder)).flatMap(({ rule }) => rule.resources);
      expect(resources.filter((resource) => resource === "secrets" || resource?.includes("/"))).toEqual([]);
    }
  });

  test("of proxy state grants what is declared, in one namespace", () => {
    const declared = optionalPermissions.filter(({ granted }) => granted === "proxy-state");
    const placed = rulesIn(rolesOf("proxy-state"));
    expect(declared.map(({ right }) => right.resource)).toEqual(["pods/portforward", "pods/portforward"]);
    expect(placed.flatMap(namesOf)).toEqual(declared.map(({ right: { verb, resource } }) => `${verb} ${resource}`));
    expect(placed.map(({ namespace }) => namespace)).toEqual(placed.map(() => "istio-system"));
  });

  describe.each(["v1.34.2", "v1.35.0"])("of proxy state, with Kubernetes %s,", (version) => {
    /** As the page says: the folder again, for the namespace of the proxies. */
    const ofShop = rolesOf("proxy-state").map((object) => ({
      ...object,
      metadata: { ...object.metadata, namespace: "shop" },
    }));
    const own = [...rolesOf("proxy-state"), ...ofShop];
    const placeWith = async (roles: readonly RawObject[]): Promise<World> =>
      world([join(shop, "base")], { roles: [...everything, ...roles], proxies: true, version });
    const grantOf = (namespace: string): string =>
      `in a Role of namespace ${namespace}: {apiGroups: [""], resources: [pods/portforward], verbs: [get, create]} (optional)`;

    test("refuses nothing that asking proxies takes", async () => {
      const place = await placeWith(own);
      expect(await place.proxies()).toEqual({ sync: 6, held: 4, grants: [] });
      expect(refused(place.kube)).toEqual([]);
      expect(place.kube.requests.flatMap(rightsOf)).toContain("get pods/portforward");
    });

    test("tells what istiod knows where it is bound in istiod's namespace alone, and what is missing", async () => {
      const place = await placeWith(rolesOf("proxy-state"));
      expect(await place.proxies()).toEqual({ sync: 6, held: 0, grants: [grantOf("shop")] });
    });

    test("grants each verb because it is needed, of one version or the other", async () => {
      for (const verb of ["get", "create"]) {
        const less = own.map((object) => withoutVerb(object, verb));
        const { sync, held, grants } = await (await placeWith(less)).proxies();
        const isNeeded = verb === "get" || version === "v1.35.0";
        expect({ verb, sync, held }).toEqual({ verb, sync: isNeeded ? 0 : 6, held: isNeeded ? 0 : 4 });
        expect(grants.toSorted()).toEqual(isNeeded ? [grantOf("istio-system"), grantOf("shop")] : []);
      }
    });

    test("opens nothing else", async () => {
      const { kube } = await placeWith(own);
      const api = openApi(kube);
      const signal = AbortSignal.timeout(10_000);
      for (const path of [
        "/api/v1/namespaces/shop/pods/checkout/exec",
        "/api/v1/namespaces/shop/pods/checkout:15000/proxy/",
        "/api/v1/namespaces/bank/pods/checkout/portforward",
      ])
        await expect.soft(api.get(path, { signal })).rejects.toMatchObject({ kind: "forbidden" });
      await api.close();
    });
  });

  test("of gateway certificates opens no Secret but those it names", () => {
    for (const { rule, namespace } of rulesIn(rolesOf("gateway-secrets"))) {
      expect(rule).toMatchObject({ resources: ["secrets"], verbs: ["get"] });
      expect(rule.resourceNames?.length).toBeGreaterThan(0);
      expect(namespace).not.toBe("");
    }
  });
});

describe("the files", () => {
  const folders = readdirSync(rolesFolder).sort();
  const files = readdirSync(rolesFolder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yaml"))
    .sort();
  const hasKubectl = spawns("kubectl", ["version", "--client"]);

  test.each(files)("%s: every role and binding belongs together", (name) => {
    const objects = parseAllDocuments(readFileSync(join(rolesFolder, name), "utf8")).map(
      (document) => document.toJS() as RawObject,
    );
    for (const { apiVersion, kind, metadata } of objects) {
      if (kind === "Kustomization") continue;
      expect(["rbac.authorization.k8s.io/v1", "v1"]).toContain(apiVersion);
      expect(metadata.name).toMatch(/^meshwhy/);
    }
  });

  test.each(folders)("%s: every binding binds a role of the same folder, with rules that say something", (name) => {
    const objects = kustomized(join(rolesFolder, name));
    const roles = objects.filter(({ kind }) => kind.endsWith("Role"));
    for (const { kind, metadata, roleRef } of objects.filter((object) => object.kind.endsWith("Binding"))) {
      const { kind: of, name: called } = roleRef as { readonly kind: string; readonly name: string };
      const found = roles.find(
        (role) =>
          role.kind === of &&
          role.metadata.name === called &&
          (of === "ClusterRole" || role.metadata.namespace === metadata.namespace),
      );
      expect(found, `${kind} ${metadata.name}`).toBeDefined();
    }
    expect(JSON.stringify(roles)).not.toContain('"*"');
  });

  test("say above each rule why it is there, in the words of the program", () => {
    const said = ["reader/cluster-role.yaml", "mesh-config/role.yaml", "logs/logs.yaml", "proxy-state/role.yaml"]
      .map((name) => readFileSync(join(rolesFolder, name), "utf8"))
      .map((text) =>
        text
          .replaceAll(/\n\s*#/g, "")
          .replaceAll(/\s+/g, " ")
          .toLowerCase(),
      )
      .join(" ");
    for (const { purpose } of [...permissions([]), ...optionalPermissions]) {
      expect.soft(said).toContain(purpose.why.toLowerCase());
      expect.soft(said).toContain(`steps: ${purpose.steps.join(", ")}.`);
    }
  });

  test.runIf(hasKubectl).each(folders)("%s: kubectl makes the same objects of them", (name) => {
    const printed = execFileSync("kubectl", ["kustomize", join(rolesFolder, name)], { encoding: "utf8" });
    const objects = parseAllDocuments(printed).map((document) => document.toJS() as RawObject);
    expect(byName(objects)).toEqual(byName(kustomized(join(rolesFolder, name))));
  });

  test.runIf(hasKubectl)("are understood by kubectl, and would be applied", async () => {
    const kube = await startFakeKube({ now: at, token: "tests" });
    running.push(kube);
    const config = join(folder({ config: kube.kubeconfig }), "config");
    for (const name of folders) {
      const words = ["create", "--kubeconfig", config, "--dry-run=client", "--validate=false", "-o", "name"];
      const { stdout } = await promisify(execFile)("kubectl", [...words, "-k", join(rolesFolder, name)]);
      expect.soft(stdout.trim().split("\n").length, name).toBe(kustomized(join(rolesFolder, name)).length);
    }
  });
});

function withoutVerb(object: RawObject, verb: string): RawObject {
  if (object.kind !== "Role") return object;
  const rules = object.rules as readonly { readonly verbs: readonly string[] }[];
  return { ...object, rules: rules.map((rule) => ({ ...rule, verbs: rule.verbs.filter((one) => one !== verb) })) };
}

function bindingTo(object: RawObject): RawObject {
  return object.kind.endsWith("Binding") ? { ...object, subjects: [serviceAccount] } : object;
}

function byName(objects: readonly RawObject[]): readonly RawObject[] {
  const key = ({ kind, metadata }: RawObject): string => `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
  return [...objects].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function spawns(command: string, words: readonly string[]): boolean {
  try {
    execFileSync(command, words, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
