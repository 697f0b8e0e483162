import { afterEach, describe, expect, test } from "vitest";
import { diagnose } from "../../../src/diagnose/diagnose.ts";
import { questionFrom } from "../../../src/faces/question/question-from.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import type { KubeApi } from "../../../src/source/cluster/kube-api.ts";
import { secretReader } from "../../../src/source/cluster/read-secrets.ts";
import { laidObjects } from "../../checks/case-snapshot.ts";
import { parseCase } from "../../checks/parse-case.ts";
import { apiOf, sourceOf } from "../../support/kube/cluster-of.ts";
import { type FakeKube, startFakeKube } from "../../support/kube/start-fake-kube.ts";
import type { RawObject } from "../../support/snapshot.ts";
import { whyPlaybook } from "../../support/why.ts";

const at = "2026-05-04T10:30:00Z";
const canary = "c2VlZGVkLWNhbmFyeQ==";
const asked = {
  from: "internet",
  to: "shop/checkout",
  port: "443",
  scheme: "https",
  header: ["host: shop.example.com"],
  request: "GET /checkout",
} as const;

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

describe("Secrets of a live cluster", () => {
  test("are asked for as a Table without objects, and only those that are named", async () => {
    const { kube, read } = await shop([secret("shop-cert"), secret("of-no-interest")]);
    const { resources } = await read();
    expect(resources.Secret).toEqual([
      expect.objectContaining({ type: "kubernetes.io/tls", keys: ["tls.crt", "tls.key"] }),
    ]);
    const requests = kube.requests.filter(({ path }) => path.includes("/secrets"));
    expect(requests.map(({ path }) => path)).toEqual(["/api/v1/namespaces/istio-system/secrets/shop-cert"]);
    for (const { accept, query } of requests) {
      expect(accept).toBe("application/json;as=Table;g=meta.k8s.io;v=v1");
      expect(query).toBe("includeObject=None");
    }
  });

  test("are not asked for unless the source is told to", async () => {
    const { kube, read } = await shop([secret("shop-cert")], { secrets: false });
    await read();
    expect(kube.requests.filter(({ path }) => path.includes("/secrets"))).toEqual([]);
  });

  test("leave no value in a snapshot", async () => {
    const { read } = await shop([secret("shop-cert")]);
    expect(JSON.stringify(await read())).not.toContain(canary);
  });

  test("need no fifth round, not even where one is missing", async () => {
    const { kube, why } = await shop([secret("shop-certs")], { inRounds: true });
    expect(await why()).toBe("broken");
    expect(kube.rounds()).toBeLessThanOrEqual(4);
    expect(kube.requests.filter(({ path }) => path.endsWith("/secrets"))).toHaveLength(1);
  });

  test("that may not be read are a gap with the rule that a Role lacks", async () => {
    const { read, why } = await shop([secret("shop-cert")], { rules: [] });
    expect((await read()).gaps).toContainEqual(
      expect.objectContaining({
        what: "Secret istio-system/shop-cert",
        grant:
          'in a Role of namespace istio-system: {apiGroups: [""], resources: [secrets], resourceNames: [shop-cert], verbs: [get]} (optional)',
        objects: ["shop-cert"],
      }),
    );
    expect(await why()).toBe("unknown");
  });

  test("are read by a Role that names them, and another that may have been meant is not looked for", async () => {
    const { kube, read, why } = await shop([secret("shop-certs")], {
      rules: [{ apiGroups: [""], resources: ["secrets"], resourceNames: ["shop-cert"], verbs: ["get"] }],
    });
    expect((await read()).resources.Secret).toBeUndefined();
    expect(await why()).toBe("broken");
    expect(kube.requests.filter(({ path }) => path.endsWith("/secrets")).map(({ status }) => status)).toEqual([
      403, 403,
    ]);
  });

  test("of another type are presumed to have the right keys, which is said", async () => {
    const { read, why } = await shop([{ ...secret("shop-cert"), type: "Opaque" }]);
    const { resources, assumptions } = await read();
    expect(resources.Secret?.[0]?.keys).toEqual(["tls.crt", "tls.key"]);
    expect(assumptions.map(({ what }) => what)).toContain(
      "Secret istio-system/shop-cert (Opaque, 2 keys) has the keys that its use asks for: names of keys are not read",
    );
    expect(await why()).toBe("healthy");
  });

  test("with one key hold no certificate and key", async () => {
    const { why } = await shop([{ ...secret("shop-cert"), type: "Opaque", data: { some: canary } }]);
    expect(await why()).toBe("broken");
  });

  test.each([
    { whose: "of the clients' authority beside", more: ["shop-cert-cacert"], verdict: "healthy" },
    { whose: "that lack the clients' authority", more: [], verdict: "broken" },
  ])("$whose for mutual TLS: $verdict", async ({ more, verdict }) => {
    const authority = more.map((name) => ({ ...secret(name), type: "Opaque", data: { cacert: canary } }));
    const { read } = await shop([secret("shop-cert"), ...authority], { mode: "MUTUAL" });
    const { resources } = await read();
    expect(resources.Secret?.map(({ metadata }) => metadata.name)).toEqual(["shop-cert", ...more]);
    expect(resources.Secret?.some(({ keys }) => keys.includes("ca.crt"))).toBe(verdict === "healthy");
  });

  test("whose name no Secret can have are missing without being asked for", async () => {
    const { kube, why } = await shop([], { credentialName: "Shop_Cert" });
    expect(await why()).toBe("broken");
    expect(kube.requests.filter(({ path }) => path.includes("/secrets/"))).toEqual([]);
  });

  test("that come whole from a server that knows no Tables are dropped", async () => {
    const whole = { get: () => Promise.resolve(secret("shop-cert")) } as unknown as KubeApi;
    const reader = secretReader(whole, AbortSignal.timeout(1000));
    await reader.read([{ namespace: "istio-system", name: "shop-cert" }]);
    const { resources, gaps } = reader.secrets();
    expect(resources).toEqual([]);
    expect(gaps[0]).toMatchObject({ what: "Secret istio-system/shop-cert", objects: ["shop-cert"] });
    expect(JSON.stringify(gaps)).not.toContain(canary);
  });

  test.each([
    { fault: { is: "hang" }, why: /has not answered in time/ },
    { fault: { is: "status", code: 500 }, why: /answers 500/ },
    { fault: { is: "too-many" }, why: /answers 429/ },
    { fault: { is: "reset-mid-body" }, why: /./ },
    { fault: { is: "truncated" }, why: /no JSON/ },
    { fault: { is: "garbage" }, why: /HTML/ },
    { fault: { is: "unauthorized" }, why: /./ },
  ] as const)(
    "that do not come ($fault.is) are a gap, and nothing is concluded from it",
    async ({ fault, why: reason }) => {
      const { kube, read, why } = await shop([secret("shop-cert")], { deadlineMs: 3000 });
      kube.faults.add({ fault, resource: "secrets" });
      const [{ gaps }, verdict] = await Promise.all([read(), why()]);
      expect(gaps).toContainEqual(
        expect.objectContaining({
          what: "Secret istio-system/shop-cert",
          why: expect.stringMatching(reason) as string,
        }),
      );
      expect(verdict).toBe("unknown");
    },
  );

  test("of which many may not be listed are one gap, with the rule for a list", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `cert-${index}`);
    const { read } = await shop([], { names, rules: [], host: "none" });
    const gaps = (await read()).gaps.filter(({ kind, objects }) => kind === "Secret" && objects !== undefined);
    expect(gaps).toEqual([
      expect.objectContaining({
        what: "Secret istio-system/cert-0 and 30 more",
        grant: 'in a Role of namespace istio-system: {apiGroups: [""], resources: [secrets], verbs: [list]} (optional)',
      }),
    ]);
  });

  test("are listed once where more are named than are asked for one by one", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `cert-${index}`);
    const { kube, read } = await shop(names.slice(0, 15).map(secret), { names, host: "none" });
    expect((await read()).resources.Secret).toHaveLength(15);
    expect(kube.requests.filter(({ path }) => path.includes("/secrets")).map(({ path }) => path)).toEqual([
      "/api/v1/namespaces/istio-system/secrets",
    ]);
  });

  test("of which many may not be listed are asked for by name, for a role may name them", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `cert-${index}`);
    const { kube, read } = await shop(names.map(secret), {
      names,
      host: "none",
      inRounds: true,
      rules: [{ apiGroups: [""], resources: ["secrets"], resourceNames: names, verbs: ["get"] }],
    });
    const { resources, gaps } = await read();
    expect(resources.Secret).toHaveLength(12);
    expect(gaps).toContainEqual(expect.objectContaining({ what: "Secret istio-system/shop-cert" }));
    expect(kube.rounds()).toBeLessThanOrEqual(4);
  });

  test("of servers for other hosts than the one that is asked for are left alone where they are many", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `cert-${index}`);
    const { kube, read } = await shop([secret("shop-cert")], { names });
    await read();
    expect(kube.requests.filter(({ path }) => path.includes("/secrets")).map(({ path }) => path)).toEqual([
      "/api/v1/namespaces/istio-system/secrets/shop-cert",
    ]);
  });

  test("are asked for in a namespace as it is named, whatever the name is", async () => {
    const { kube, read } = await shop([], { credentialName: "a..b" });
    await read();
    expect(kube.requests.map(({ path }) => path)).toContain("/api/v1/namespaces/istio-system/secrets/a..b");
  });
});

interface ShopOptions {
  readonly secrets?: boolean;
  /** What a Role in istio-system allows; everything where nothing is said. */
  readonly rules?: readonly object[];
  readonly mode?: string;
  readonly credentialName?: string;
  readonly inRounds?: boolean;
  readonly deadlineMs?: number;
  /** That the question names; `none`: no host and no port. */
  readonly host?: "shop.example.com" | "none";
  /** Of further servers. */
  readonly names?: readonly string[];
}

/** The ingress of the example mesh on 443, with these Secrets. */
async function shop(
  secrets: readonly RawObject[],
  {
    rules,
    mode = "SIMPLE",
    credentialName = "shop-cert",
    names = [],
    inRounds = false,
    deadlineMs = 20_000,
    host = "shop.example.com",
    secrets: isAsked = true,
  }: ShopOptions = {},
): Promise<{ kube: FakeKube; read(): Promise<Snapshot>; why(): Promise<string> }> {
  const servers = [[credentialName, "shop.example.com"], ...names.map((name) => [name, `${name}.example.com`])].map(
    ([name, host], index) => ({
      port: { number: 443, name: `https-${index}`, protocol: "HTTPS" },
      hosts: [host],
      tls: { mode, credentialName: name },
    }),
  );
  const base = parseCase("# case\n# ask: internet shop/checkout\n# expect: healthy\n# base: ingress\n---\n");
  const objects = [
    ...(laidObjects(base) as RawObject[]).map((object) =>
      object.kind === "Gateway" ? { ...object, spec: { selector: { istio: "ingressgateway" }, servers } } : object,
    ),
    ...secrets,
  ];
  const kube = await startFakeKube({
    objects,
    now: at,
    inRounds,
    ...(rules === undefined
      ? {}
      : { rbac: { objects: rolesWith(rules), subject: { kind: "User" as const, name: "meshwhy" } } }),
  });
  const api = apiOf(kube);
  stops.push(async () => {
    await api.close();
    await kube.stop();
  });
  const source = sourceOf(api, { at, secrets: isAsked }, deadlineMs);
  const question = questionFrom(host === "none" ? { from: asked.from, to: asked.to } : asked);
  return {
    kube,
    read: () => source.read(question),
    why: async () => (await diagnose(question, whyPlaybook, source)).verdict,
  };
}

function secret(name: string): RawObject {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace: "istio-system", annotations: { "example.com/last-applied": canary } },
    type: "kubernetes.io/tls",
    data: { "tls.crt": canary, "tls.key": canary },
  };
}

/** Everything but Secrets in every namespace, and these rules in istio-system. */
function rolesWith(rules: readonly object[]): readonly RawObject[] {
  const subjects = [{ kind: "User", name: "meshwhy" }];
  const groups = [
    ...["apps", "batch", "discovery.k8s.io", "networking.k8s.io", "admissionregistration.k8s.io"],
    ...["networking.istio.io", "security.istio.io", "extensions.istio.io", "telemetry.istio.io"],
    "gateway.networking.k8s.io",
  ];
  const all = [
    { apiGroups: groups, resources: ["*"], verbs: ["get", "list"] },
    {
      apiGroups: [""],
      resources: ["namespaces", "services", "pods", "pods/log", "configmaps", "serviceaccounts"],
      verbs: ["get", "list"],
    },
  ];
  const rbac = "rbac.authorization.k8s.io/v1";
  return [
    { apiVersion: rbac, kind: "ClusterRole", metadata: { name: "reader" }, rules: all },
    {
      apiVersion: rbac,
      kind: "ClusterRoleBinding",
      metadata: { name: "reader" },
      subjects,
      roleRef: { kind: "ClusterRole", name: "reader" },
    },
    { apiVersion: rbac, kind: "Role", metadata: { name: "secrets", namespace: "istio-system" }, rules },
    {
      apiVersion: rbac,
      kind: "RoleBinding",
      metadata: { name: "secrets", namespace: "istio-system" },
      subjects,
      roleRef: { kind: "Role", name: "secrets" },
    },
  ];
}
