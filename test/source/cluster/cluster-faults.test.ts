/** What goes wrong at an API server ends in an answer or a clear error, in time, and never in a wrong "healthy". */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { diagnose } from "../../../src/diagnose/diagnose.ts";
import { questionFrom } from "../../../src/faces/question/question-from.ts";
import type { Diagnosis } from "../../../src/model/diagnosis.ts";
import { MeshError } from "../../../src/model/mesh-error.ts";
import { openKubeApi } from "../../../src/source/cluster/open-kube-api.ts";
import { reader, rolesOf } from "../../infra/roles.ts";
import { bootstrapRoles } from "../../support/kube/bootstrap-roles.ts";
import { apiOf, connectionTo, sourceOf } from "../../support/kube/cluster-of.ts";
import type { Fault, FaultRule } from "../../support/kube/faults.ts";
import { readKubeFolders } from "../../support/kube/read-kube-folders.ts";
import { type FakeKube, startFakeKube } from "../../support/kube/start-fake-kube.ts";
import { ownTime } from "../../support/own-time.ts";
import { whyPlaybook } from "../../support/why.ts";

const at = "2026-11-20T14:10:00Z";
const shop = new URL("../../../examples/shop/", import.meta.url).pathname;
/** Of reading, in milliseconds: plenty, and for what never answers, soon. */
const plenty = 20_000;
const soon = 600;
/** A machine that is busy ends it later, but end it must. */
const slack = 8000;

let healthy: FakeKube;
let broken: FakeKube;
beforeAll(async () => {
  healthy = await startFakeKube({ ...readKubeFolders([`${shop}base`]), now: at });
  broken = await startFakeKube({ ...readKubeFolders([`${shop}base`, `${shop}overlays/wrong-principal`]), now: at });
});
afterEach(() => {
  healthy.reset();
  broken.reset();
});
afterAll(async () => {
  await healthy.stop();
  await broken.stop();
});

/** The answer about checkout and payment, or the error; and how long it took. */
async function ask(
  kube: FakeKube,
  deadline = plenty,
): Promise<{ diagnosis?: Diagnosis; error?: MeshError; ms: number }> {
  const api = apiOf(kube, "tests", { silenceMs: deadline * 2, connectMs: deadline });
  const spent = ownTime();
  try {
    const source = sourceOf(api, { at }, deadline);
    const question = questionFrom({ from: "checkout", to: "payment", request: "POST /charge" });
    const diagnosis = await diagnose(question, whyPlaybook, source);
    return { diagnosis, ms: spent() };
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    return { error, ms: spent() };
  } finally {
    await api.close();
  }
}

const passing: readonly (readonly [string, readonly FaultRule[]])[] = [
  ["every answer is slow", [{ fault: { is: "slow", ms: 150 } }]],
  ["429 with Retry-After, twice", [{ fault: { is: "too-many", retryAfterSeconds: 0 }, times: 2 }]],
  ["500, twice", [{ fault: { is: "status", code: 500 }, times: 2 }]],
  ["503, twice", [{ fault: { is: "status", code: 503 }, times: 2 }]],
  ["a reset before the answer", [{ fault: { is: "reset" }, times: 2 }]],
  ["a reset in the middle of pods", [{ fault: { is: "reset-mid-body" }, resource: "pods", times: 1 }]],
  ["half of the JSON, once", [{ fault: { is: "truncated" }, resource: "services", times: 1 }]],
  ["an object of 10 MB", [{ fault: { is: "huge", bytes: 10_000_000 }, resource: "pods" }]],
  ["discovery that does not answer", [{ fault: { is: "status", code: 500 }, path: /^\/apis$/ }]],
];

describe("what passes leaves the answer as it is", () => {
  test.each(passing)("%s", async (_, rules) => {
    broken.faults.add(...rules);
    const { diagnosis, ms } = await ask(broken);
    expect(diagnosis?.verdict).toBe("broken");
    expect(diagnosis?.culprit?.name).toBe("payment-callers");
    expect(ms).toBeLessThan(plenty);
  });
});

/** Everything that the question reads, as the fake server names it. */
const resources = [
  "namespaces",
  "services",
  "pods",
  "configmaps",
  "serviceaccounts",
  "endpointslices.discovery.k8s.io",
  "deployments.apps",
  "statefulsets.apps",
  "daemonsets.apps",
  "mutatingwebhookconfigurations.admissionregistration.k8s.io",
  "networkpolicies.networking.k8s.io",
  "ingresses.networking.k8s.io",
  "virtualservices.networking.istio.io",
  "destinationrules.networking.istio.io",
  "gateways.networking.istio.io",
  "serviceentries.networking.istio.io",
  "sidecars.networking.istio.io",
  "envoyfilters.networking.istio.io",
  "wasmplugins.extensions.istio.io",
  "peerauthentications.security.istio.io",
  "requestauthentications.security.istio.io",
  "authorizationpolicies.security.istio.io",
  "pods/log",
];

const lasting: readonly (readonly [string, Fault])[] = [
  ["is forbidden", { is: "forbidden" }],
  ["hangs", { is: "hang" }],
  ["is garbage", { is: "garbage" }],
];

describe.each(lasting)("what %s", (_, fault) => {
  test.each(resources)("%s: never a wrong healthy, and it is named", async (resource) => {
    broken.faults.add({ fault, resource });
    const { diagnosis, error, ms } = await ask(broken, fault.is === "hang" ? soon : plenty);
    expect(ms).toBeLessThan(fault.is === "hang" ? soon + slack : plenty);
    if (diagnosis === undefined) {
      expect(error?.message).toMatch(/^Cannot /);
      expect(error?.next).not.toBe("");
      return;
    }
    // With the logs unread the configuration still tells; without the policies the logs do.
    expect(["broken", "unknown", "degraded"]).toContain(diagnosis.verdict);
    if (diagnosis.verdict === "broken" && diagnosis.culprit !== undefined)
      expect(diagnosis.culprit.name).toMatch(/^payment/);
    const named = diagnosis.gaps.some(({ why }) => /may not read|time|JSON|answer/.test(why));
    const isRead = broken.requests.some(({ path }) => path.includes(`/${resource.split(/[./]/)[0]}`));
    expect(named || !isRead).toBe(true);
  });
});

describe("of a mesh that is well", () => {
  test.each(resources)("%s forbidden: healthy only where what is missing cannot hurt", async (resource) => {
    healthy.faults.add({ fault: { is: "forbidden" }, resource });
    const { diagnosis, error } = await ask(healthy);
    if (diagnosis === undefined) {
      expect(error?.message).toMatch(/^Cannot /);
      return;
    }
    expect(["healthy", "unknown"]).toContain(diagnosis.verdict);
    const decisive = [
      "pods",
      "virtualservices.",
      "destinationrules.",
      "peerauthentications.",
      "authorizationpolicies.",
    ];
    if (decisive.some((one) => resource.startsWith(one) && !resource.includes("/")))
      expect(diagnosis.verdict).toBe("unknown");
    const grants = diagnosis.gaps.flatMap(({ grant }) => grant ?? []);
    expect(grants.join("\n")).toContain(`resources: [${resource.split(".")[0]}]`);
  });
});

describe("where nothing works", () => {
  test.each<[string, FaultRule, RegExp]>([
    ["401", { fault: { is: "unauthorized" } }, /Cannot read cluster "fake": .*(credentials|Unauthorized|401)/i],
    [
      "403 on all",
      { fault: { is: "forbidden" } },
      /^Cannot read cluster "fake": user "kubernetes-admin" may list neither Services nor Namespaces in the whole cluster \(403\)$/,
    ],
    [
      "404 on all, as of a server that is none of Kubernetes,",
      { fault: { is: "garbage", code: 404 } },
      /^Cannot read cluster "fake": .* answers 404, where every API server lists (Services|Namespaces)$/,
    ],
    ["no answer at all", { fault: { is: "hang" } }, /Cannot read cluster "fake": .*in time/],
    ["HTML", { fault: { is: "garbage" } }, /Cannot read cluster "fake"/],
    ["resets", { fault: { is: "reset" } }, /Cannot read cluster "fake"/],
  ])("%s is one clear error, in time", async (_, rule, message) => {
    healthy.faults.add(rule);
    const { error, ms } = await ask(healthy, rule.fault.is === "hang" ? soon : plenty);
    expect(error?.message).toMatch(message);
    expect(error?.next).toContain("--snapshot");
    expect(ms).toBeLessThan(plenty);
  });

  test("who brings no credentials is told to sign in, and not that nobody is to be given the role", async () => {
    const kube = await startFakeKube({ ...readKubeFolders([`${shop}base`]), token: "a", now: at });
    const connection = connectionTo(kube);
    const access: typeof connection.access = async (signal) => ({ ...(await connection.access(signal)), headers: {} });
    const api = openKubeApi(
      { ...connection, access },
      { version: "0.0.0", now: () => 0, random: () => 0.5, sleep: () => Promise.resolve() },
    );
    const question = questionFrom({ from: "checkout", to: "payment" });
    const error: unknown = await diagnose(question, whyPlaybook, sourceOf(api, { at })).catch((one: unknown) => one);
    await api.close();
    await kube.stop();
    expect(error).toMatchObject({
      message:
        'Cannot read cluster "fake": no credentials were sent: its API server takes us for "system:anonymous" (403)',
      next: expect.stringMatching(/^Sign in again/),
    });
  });

  test("what was not asked for want of time is not said to have been answered too late", async () => {
    healthy.faults.add({ fault: { is: "hang" }, resource: "virtualservices.networking.istio.io" });
    const { diagnosis } = await ask(healthy, soon);
    const gaps = new Map(diagnosis?.gaps.map(({ what, why }) => [what, why]));
    expect(gaps.get("VirtualServices")).toContain("has not answered in time");
    expect(gaps.get("Pods in shop")).toContain("could not be asked in time");
  });
});

describe("failures in the logs", () => {
  test.each([
    [{ fault: { is: "forbidden" }, resource: "authorizationpolicies.security.istio.io" } as const, true],
    [{ fault: { is: "not-served" }, resource: "authorizationpolicies.security.istio.io" } as const, false],
  ])("with %j are not held against configuration that was not read", async (rule, isPartly) => {
    const at = "2026-11-20T14:09:33Z";
    const folders = [`${shop}base`, `${shop}overlays/wrong-principal`];
    const kube = await startFakeKube({ ...readKubeFolders(folders), now: at });
    kube.faults.add(rule);
    const api = apiOf(kube);
    const question = questionFrom({ from: "checkout", to: "payment" });
    const { findings } = await diagnose(question, whyPlaybook, sourceOf(api, { at }));
    await api.close();
    await kube.stop();
    const said = findings.map(({ summary }) => summary).join("\n");
    expect(said).toContain("which the configuration does not explain");
    expect(said.includes("does not explain as far as it could be read")).toBe(isPartly);
  });
});

describe("a name", () => {
  test.each([
    ["a namespace that is not there", {}, 'there is no namespace "nope"'],
    [
      "a namespace that may be there",
      { fault: { is: "forbidden" }, resource: "namespaces" } as const,
      'nothing that was read stands in namespace "nope"',
    ],
  ])("in %s is called what it is", async (_, rule, where) => {
    if ("fault" in rule) healthy.faults.add(rule);
    const api = apiOf(healthy);
    const question = questionFrom({ from: "nope/checkout", to: "payment" });
    const error: unknown = await diagnose(question, whyPlaybook, sourceOf(api, { at })).catch((one: unknown) => one);
    await api.close();
    expect(error).toMatchObject({ message: `Cannot find "nope/checkout": ${where}` });
  });

  test.each(["nightly", "shop/nightly", "cronjob/nightly"])(
    "of a CronJob is found as %s, though none of its Jobs runs",
    async (from) => {
      const { objects } = readKubeFolders([`${shop}base`]);
      const cronJob = {
        apiVersion: "batch/v1",
        kind: "CronJob",
        metadata: { name: "nightly", namespace: "shop" },
        spec: {
          schedule: "0 3 * * *",
          jobTemplate: {
            spec: {
              template: {
                metadata: { labels: { app: "nightly" } },
                spec: { serviceAccountName: "refunds", containers: [{ name: "main", image: "example.com/nightly:1" }] },
              },
            },
          },
        },
      };
      const kube = await startFakeKube({ objects: [...objects, cronJob], now: at });
      const api = apiOf(kube);
      const question = questionFrom({ from, to: "payment", request: "POST /refund" });
      const diagnosis = await diagnose(question, whyPlaybook, sourceOf(api, { at }));
      await api.close();
      await kube.stop();
      expect(diagnosis.pair.from).toMatchObject({ kind: "CronJob", namespace: "shop", name: "nightly" });
      expect(diagnosis.verdict).toBe("healthy");
    },
  );
});

describe("rights in some namespaces only", () => {
  test("are told with the namespaces that they are in, and the rest is what is missing", async () => {
    const services = rolesOf("namespaced");
    const kube = await startFakeKube({
      ...readKubeFolders([`${shop}base`]),
      now: at,
      rbac: { objects: [...bootstrapRoles, ...services], subject: reader },
    });
    const api = apiOf(kube);
    const question = questionFrom({ from: "shop/checkout", to: "payment" });
    const diagnosis = await diagnose(
      question,
      whyPlaybook,
      sourceOf(api, { at, namespaces: ["shop", "istio-system", "elsewhere"] }),
    );
    await api.close();
    await kube.stop();
    const [gap] = diagnosis.gaps.filter(({ kind }) => kind === "Service");
    expect(gap).toMatchObject({
      what: "Services outside namespaces istio-system, shop",
      why: `user "member-of-meshwhy-readers" may not read them (403)`,
      grant: 'in a ClusterRole: {apiGroups: [""], resources: [services], verbs: [list]}',
    });
  });
});
