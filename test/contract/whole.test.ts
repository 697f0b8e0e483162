/** What a cluster is not asked for changes no answer: it is that of everything there is, or `unknown` with a gap. */
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { answer } from "../../src/diagnose/answer.ts";
import { health } from "../../src/diagnose/health.ts";
import { type Asked, questionFrom } from "../../src/faces/question/question-from.ts";
import { verdictOf } from "../../src/model/health.ts";
import { MeshError } from "../../src/model/mesh-error.ts";
import { refText } from "../../src/model/ref.ts";
import type { Scope } from "../../src/model/scope.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { fileSource } from "../../src/source/files/file-source.ts";
import { saveSnapshot } from "../../src/source/recorded/save-snapshot.ts";
import { snapshotFiles } from "../../src/source/recorded/snapshot-files.ts";
import { folder } from "../source/files/folder.ts";
import { apiOf, sourceOf } from "../support/kube/cluster-of.ts";
import type { FaultRule } from "../support/kube/faults.ts";
import { startFakeKube } from "../support/kube/start-fake-kube.ts";
import { manifest, pod } from "../support/manifests.ts";
import { patience, runs } from "../support/runs.ts";
import { app, denied, sketch } from "../support/sketch.ts";
import type { RawObject } from "../support/snapshot.ts";
import { whyPlaybook } from "../support/why.ts";
import { formsOf, objectsOfWidePlan, type WidePlan, widePlans } from "../support/wider-mesh.ts";

const at = "2026-05-04T10:30:00Z";
const everything: Scope = { everywhere: true, of: [], namespaces: [], pairs: [] };
const kube = await startFakeKube({ now: at });
const api = apiOf(kube);
afterAll(async () => {
  await api.close();
  await kube.stop();
});

interface Told {
  readonly verdict: string;
  readonly summary: string;
  readonly culprit: string | undefined;
  /** Errors: the check, and the object and field that it is about. */
  readonly blamed: readonly (readonly [check: string, spot: string])[];
  /** Codes by which others would name what was found. */
  readonly knownAs: readonly string[];
  /** What is proposed for it. */
  readonly fix: string | undefined;
  readonly gaps: readonly string[];
  /** What an error says to do now. */
  readonly next?: string;
}

function told(snapshot: Snapshot, asked: Asked): Told {
  try {
    const { verdict, summary, culprit, findings, gaps } = answer(questionFrom(asked), whyPlaybook, snapshot);
    const errors = findings.filter(({ severity }) => severity === "error");
    const blamed = errors.map(({ check, resource }) => [check, `${refText(resource)} ${resource.path}`] as const);
    const knownAs = findings.flatMap(({ sameAs }) => sameAs);
    const first = culprit === undefined ? undefined : `${refText(culprit)} ${culprit.path}`;
    return {
      verdict,
      summary,
      culprit: first,
      blamed,
      knownAs,
      fix: findings[0]?.fix?.summary,
      gaps: gaps.map(({ what }) => what),
    };
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    const { code, message, next } = error;
    return {
      verdict: code,
      summary: message,
      culprit: undefined,
      blamed: [],
      knownAs: [],
      fix: undefined,
      gaps: [],
      next,
    };
  }
}

/** The answers from everything there is, from a cluster and from files that are read as far as is needed. */
async function answersTo(objects: readonly RawObject[], asked: Asked) {
  const path = folder({ "all.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }) });
  const files = fileSource({ paths: [path], at });
  const question = questionFrom(asked);
  kube.set(objects);
  const whole = told(await files.read(everything), asked);
  const snapshot = await sourceOf(api, { at }).read(question);
  const saved = join(path, "saved");
  saveSnapshot(saved, snapshotFiles(snapshot, question), { force: false });
  return {
    whole,
    live: told(snapshot, asked),
    file: told(await files.read(question), asked),
    again: told(await fileSource({ paths: [saved] }).read(question), asked),
  };
}

const se = (place: string, rest: string): RawObject =>
  manifest(
    `ServiceEntry ${place}`,
    `location: MESH_INTERNAL, resolution: STATIC, ports: [{ number: 80, name: http, protocol: HTTP, targetPort: 8080 }], ${rest}`,
  );
const leading = (place: string, host: string, to: string): RawObject =>
  manifest(`VirtualService ${place}`, `hosts: ["${host}"], http: [{ route: [{ destination: { host: ${to} } }] }]`);
/** A policy of `bank` that lets one account in. */
const admitting = (account: string): RawObject => {
  const [namespace = "", name = ""] = account.split("/");
  const principals = `[cluster.local/ns/${namespace}/sa/${name}]`;
  return manifest("AuthorizationPolicy bank/callers", `rules: [{ from: [{ source: { principals: ${principals} } }] }]`);
};
/** A Service without a selector, and the EndpointSlice that somebody wrote for it. */
const remote = (place: string, addresses: readonly string[]): readonly RawObject[] => {
  const [namespace = "", name = ""] = place.split("/");
  return [
    manifest(`Service ${place}`, "clusterIP: 10.97.7.7, ports: [{ name: http, port: 80, targetPort: 8080 }]"),
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: `${name}-x`, namespace, labels: { "kubernetes.io/service-name": name } },
      addressType: "IPv4",
      ports: [{ name: "http", port: 8080 }],
      endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
    },
  ];
};
const ledger = app("far/ledger", { n: 2 });
const payment = app("bank/payment", { n: 3 });
const legacy = app("ext/legacy", { n: 4, isServed: false });
const toLedger = "ledger.far.svc.cluster.local";
const crowd = Array.from({ length: 2050 }, (_, i) =>
  pod(`ext/aaa-${i}`, { labels: "app: aaa", ip: `10.20.${i >> 8}.${i & 255}`, serviceAccount: "aaa" }),
);

/** What is asked about, and the objects of the mesh in which that is decided far away. */
const cases: readonly (readonly [title: string, objects: readonly RawObject[], to: readonly string[]])[] = [
  ["a Service's address", sketch(ledger, denied("far")), ["10.97.0.2", "http://10.97.0.2/x", "10.7.0.2"]],
  [
    "a policy that names accounts elsewhere",
    sketch(ledger, payment, admitting("edge/nobody"), manifest("ServiceAccount edge/default")),
    ["bank/payment", "deploy/payment"],
  ],
  [
    "a policy that names another's account elsewhere",
    sketch(ledger, payment, admitting("far/ledger")),
    ["bank/payment", "sa/payment"],
  ],
  [
    "an external address",
    sketch(
      ledger,
      manifest(
        "Service far/lb",
        "selector: { app: ledger }, externalIPs: [203.0.113.9], clusterIP: 10.97.9.9, ports: [{ name: http, port: 80, targetPort: 8080 }]",
      ),
      denied("far"),
    ),
    ["203.0.113.9", "10.97.9.9"],
  ],
  [
    "a ServiceEntry's address and block",
    sketch(
      legacy,
      se(
        "ext/api",
        "hosts: [api.pay.internal], addresses: [240.1.1.1, 10.200.0.0/16], workloadSelector: { labels: { app: legacy } }",
      ),
      denied("ext"),
    ),
    ["240.1.1.1", "http://10.200.3.4/", "api.pay.internal"],
  ],
  [
    "a route from the address of a Service",
    sketch(ledger, payment, leading("routes/r", "payment.bank.svc.cluster.local", toLedger), denied("far")),
    ["10.97.0.3", "http://10.97.0.3/", "payment.bank", "deploy/payment", "Deployments/payment"],
  ],
  [
    "a Service of another name before what is called",
    sketch(
      app("bank/payment", { n: 3, isServed: false }),
      manifest(
        "Service bank/front",
        "selector: { app: payment }, clusterIP: 10.97.4.4, ports: [{ name: http, port: 80, targetPort: 8080 }]",
      ),
      ledger,
      leading("routes/r", "front.bank.svc.cluster.local", toLedger),
      denied("far"),
    ),
    ["payment", "bank/payment", "deploy/payment"],
  ],
  [
    "a ServiceEntry for the address of a pod elsewhere",
    sketch(
      ledger,
      se("ext/api", "hosts: [api.pay.internal], endpoints: [{ address: 10.7.0.2 }]"),
      manifest("PeerAuthentication far/default", "mtls: { mode: STRICT }"),
    ),
    ["api.pay.internal", "http://api.pay.internal/x"],
  ],
  [
    "an outside host with the address of a pod",
    sketch(
      ledger,
      manifest(
        "ServiceEntry ext/api",
        "hosts: [api.example.com], location: MESH_EXTERNAL, resolution: STATIC, ports: [{ number: 80, name: http, protocol: HTTP, targetPort: 8080 }], endpoints: [{ address: 10.7.0.2 }]",
      ),
      denied("far"),
    ),
    ["api.example.com"],
  ],
  [
    "a Service for which somebody wrote the address of a pod elsewhere",
    sketch(ledger, remote("shop/remote", ["10.7.0.2"]), denied("far")),
    ["remote", "10.97.7.7"],
  ],
  [
    "a Service with a written address behind a route",
    sketch(
      ledger,
      payment,
      remote("edge/remote", ["10.7.0.2"]),
      leading("bank/r", "payment.bank.svc.cluster.local", "remote.edge.svc.cluster.local"),
      denied("far"),
    ),
    ["payment.bank", "10.97.0.3"],
  ],
  [
    "a pod or a Job of another namespace",
    sketch(
      app("bank/db", { n: 5 }),
      manifest(
        "Job far/nightly",
        "template: { metadata: { labels: { job: nightly } }, spec: { containers: [{ name: app }], serviceAccountName: nightly } }",
      ),
      pod("far/nightly-x1", {
        labels: "job: nightly",
        ip: "10.7.9.8",
        serviceAccount: "nightly",
        owner: "Job nightly",
      }),
      denied("bank"),
    ),
    ["db-1", "nightly", "nightly-x1", "job/nightly", "PODS/db-1"],
  ],
  ["an address that nobody has", sketch(ledger, remote("shop/remote", ["192.0.2.1"])), ["remote", "192.0.2.9"]],
  [
    "a Service in the namespace of istiod",
    sketch(app("istio-system/ledger", { n: 2 }), denied("istio-system")),
    ["10.97.0.2", "ledger.istio-system"],
  ],
  [
    "a machine with the address of a pod elsewhere",
    sketch(
      ledger,
      manifest("Service bank/front", "selector: { app: vm }, ports: [{ name: http, port: 80, targetPort: 8080 }]"),
      manifest("WorkloadEntry bank/vm", "address: 10.7.0.2, labels: { app: vm }"),
      denied("far"),
    ),
    ["front.bank"],
  ],
  [
    "a machine behind a ServiceEntry, with the address of a pod elsewhere",
    sketch(
      ledger,
      se("ext/api", "hosts: [api.pay.internal], workloadSelector: { labels: { app: vm } }"),
      manifest("WorkloadEntry ext/vm", "address: 10.7.0.2, labels: { app: vm }"),
      denied("far"),
    ),
    ["api.pay.internal"],
  ],
  [
    "a policy elsewhere that selects pods there like those that are called",
    sketch(
      payment,
      app("far/payment", { n: 5 }),
      manifest(
        "AuthorizationPolicy far/deny",
        "selector: { matchLabels: { app: payment } }, action: DENY, rules: [{}]",
      ),
    ),
    ["payment.bank", "bank/payment"],
  ],
  [
    "a policy that stands in the wrong namespace",
    sketch(
      payment,
      ledger,
      manifest("AuthorizationPolicy bank/none", ""),
      manifest("AuthorizationPolicy far/allow", "selector: { matchLabels: { app: payment } }, rules: [{}]"),
    ),
    ["payment.bank", "bank/payment"],
  ],
  [
    "pods behind a ServiceEntry in a namespace that is too big to be read",
    sketch(crowd, legacy, se("ext/api", "hosts: [api.pay.internal], workloadSelector: { labels: { app: legacy } }")),
    ["api.pay.internal", "ext/legacy-1", "ext/pod/legacy-1", "deploy/legacy"],
  ],
];

describe.each(cases)("%s", (_, objects, names) => {
  test.each(names)("%s", async (to) => {
    const { whole, live, file, again } = await answersTo(objects, { from: "shop/checkout", to });
    expect(whole.verdict).toMatch(/healthy|broken/);
    expect(again).toEqual(live);
    expect(live).toMatchObject({ ...whole, gaps: expect.anything() });
    expect(file).toMatchObject({ ...whole, gaps: expect.anything() });
  });
});

test("a caller in another namespace, that is named by its address, is mended by its own workload", async () => {
  const strict = manifest("PeerAuthentication bank/default", "mtls: { mode: STRICT }");
  const objects = sketch(app("far/old", { n: 4, isBare: true }), payment, strict);
  const { whole, live, file } = await answersTo(objects, { from: "10.7.0.4", to: "bank/payment" });
  expect(whole).toMatchObject({ culprit: "Deployment far/old spec.template", fix: expect.stringMatching(/^Restart/) });
  expect(live).toMatchObject({ ...whole, gaps: expect.anything() });
  expect(file).toMatchObject({ ...whole, gaps: expect.anything() });
});

/** A gateway's pod, and a Service before it unless there is to be none. */
function gateway(place: string, labels: string, { isServed = true, ip = "10.8.0.1" } = {}): readonly RawObject[] {
  const [, name = ""] = place.split("/");
  const proxy = "containers: [{ name: istio-proxy, args: [proxy, router] }]";
  return [
    manifest(
      `Deployment ${place}`,
      `selector: { matchLabels: { ${labels} } }, template: { metadata: { labels: { ${labels} } }, spec: { serviceAccountName: ${name}, ${proxy} } }`,
    ),
    pod(`${place}-1`, { labels, ip, serviceAccount: name, bare: true, owner: `Deployment ${name}`, spec: proxy }),
    ...(isServed
      ? [
          manifest(
            `Service ${place}`,
            `selector: { ${labels} }, type: LoadBalancer, clusterIP: 10.98.0.1, ports: [{ name: http, port: 80, targetPort: 8080 }]`,
          ),
        ]
      : []),
  ];
}

const listening = (place: string, selector: string): RawObject =>
  manifest(
    `Gateway ${place}`,
    `${selector === "" ? "" : `selector: { ${selector} },`} servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }]`,
  );
const letIn = manifest(
  "VirtualService routes/in",
  "hosts: [shop.example.com], gateways: [gw], http: [{ route: [{ destination: { host: payment.bank.svc.cluster.local } }] }]",
);
const more = Array.from({ length: 10 }, (_, i) => listening(`routes/a${i}`, `app: none${i}`));
const gatewayApi = [
  manifest(
    "KubernetesGateway edge/kgw",
    "gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }]",
  ),
  ...gateway("edge/kgw-istio", "gateway.networking.k8s.io/gateway-name: kgw", { isServed: false }),
];

describe("from the internet", () => {
  test.each<[string, readonly RawObject[], RegExp]>([
    ["by a gateway", sketch(payment, letIn, gateway("edge/in", "istio: in"), listening("routes/gw", "istio: in")), /./],
    [
      "by a gateway that no Gateway selects",
      sketch(payment, letIn, gateway("edge/in", "istio: other"), listening("routes/gw", "istio: in")),
      /broken/,
    ],
    [
      "by a gateway with labels of its own that no Gateway selects",
      sketch(payment, letIn, gateway("edge/in", "app: other"), listening("routes/gw", "istio: in")),
      /broken/,
    ],
    [
      "by one of two gateways, of which one has no Gateway",
      sketch(
        payment,
        letIn,
        gateway("edge/in", "istio: in"),
        gateway("far/other", "istio: other", { ip: "10.8.0.2", isServed: false }),
        listening("routes/gw", "istio: in"),
      ),
      /AMBIGUOUS_NAME/,
    ],
    [
      "by a gateway without a Service, among many Gateways",
      sketch(
        payment,
        letIn,
        more,
        gateway("edge/in", "istio: in", { isServed: false }),
        listening("routes/gw", "istio: in"),
      ),
      /broken/,
    ],
    ["by a gateway of the Gateway API without a Service", sketch(payment, gatewayApi), /unknown/],
  ])("%s", async (_, objects, verdict) => {
    const { whole, live, file } = await answersTo(objects, { from: "internet", to: "payment.bank" });
    expect(whole.verdict).toMatch(verdict);
    expect(live).toMatchObject({ ...whole, gaps: expect.anything() });
    expect(file).toMatchObject({ ...whole, gaps: expect.anything() });
  });

  test("selectors of Gateways that are not followed are named", async () => {
    const odd = Array.from({ length: 10 }, (_, i) => listening(`routes/a${i}`, `app: none${i}, tier: edge`));
    const { live } = await answersTo(
      sketch(payment, letIn, odd, gateway("edge/in", "istio: in"), listening("routes/gw", "istio: in")),
      { from: "internet", to: "payment.bank" },
    );
    expect(live.gaps).toContain("pods behind 6 of 10 selectors of Gateways");
  });
});

/** Runs what is expected of a drawn mesh; what fails tells of the mesh, for a folder to ask by hand. */
async function inMesh(
  plan: WidePlan,
  form: number,
  expected: (objects: readonly RawObject[], asked: Asked) => unknown,
) {
  const objects = objectsOfWidePlan(plan);
  const forms = formsOf(plan);
  const asked = forms[form % forms.length];
  if (asked === undefined) return;
  try {
    await expected(objects, asked);
  } catch (error) {
    const items = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
    throw new Error(`${JSON.stringify(asked)}: ${error instanceof Error ? error.message : String(error)}\n${items}`);
  }
}

describe("a mesh that is drawn", () => {
  test(
    "is told alike however its ends are named",
    async () => {
      await fc.assert(
        fc.asyncProperty(widePlans, fc.nat({ max: 99 }), async (plan, first) => {
          // Two forms of each mesh: many meshes tell more than many forms of a few.
          for (const form of [first, first + 5])
            await inMesh(plan, form, async (objects, asked) => {
              const { whole: all, live, file, again } = await answersTo(objects, asked);
              // What else may have been meant is only known of what was read.
              const { next: _, blamed: _others, ...whole } = all;
              expect(live).toMatchObject({ ...whole, gaps: expect.anything() });
              expect(file).toMatchObject({ ...whole, gaps: expect.anything() });
              expect(again).toEqual(live);
            });
        }),
        runs(60),
      );
    },
    patience(120_000),
  );

  test(
    "is not told otherwise where something could not be read",
    async () => {
      await fc.assert(
        fc.asyncProperty(widePlans, fc.nat({ max: 99 }), unreadable, (plan, form, { faults, isSlow }) =>
          inMesh(plan, form, async (objects, asked) => {
            const whole = wholeOf(objects, asked);
            kube.set(objects);
            kube.faults.add(...faults);
            const source = sourceOf(api, { at }, isSlow ? 200 : undefined);
            const live = await source
              .read(questionFrom(asked))
              .then((snapshot) => told(snapshot, asked), failed)
              .finally(() => kube.faults.clear());
            expectNoOther(live, await whole, faults);
          }),
        ),
        runs(60),
      );
    },
    patience(120_000),
  );
});

/** From all that there is; what was read of it is no less true where the cluster could not be reached at all. */
async function wholeOf(objects: readonly RawObject[], asked: Asked): Promise<Told> {
  const path = folder({ "all.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }) });
  return told(await fileSource({ paths: [path], at }).read(everything), asked);
}

function failed(error: unknown): undefined {
  if (!(error instanceof MeshError)) throw error;
}

/** The same answer, or an open one that says what was not read; nobody is blamed whom everything speaks free. */
function expectNoOther(live: Told | undefined, whole: Told, faults: readonly FaultRule[]): void {
  if (live === undefined) return;
  const said = `${JSON.stringify(faults.map((fault) => ({ ...fault, path: String(fault.path) })))} ${live.summary} | ${whole.summary}`;
  if (live.verdict === whole.verdict) {
    // Which object of an obstacle is charged rests on what could be tried: where what lies behind it was not read,
    // no change is seen to help. One that itself says what could turn it has said enough.
    if (live.summary.includes("could not be read")) return;
    const [first] = live.culprit === undefined ? [] : live.blamed;
    if (first !== undefined) expect(whole.blamed.flat(), said).toContain(first[0]);
    return;
  }
  if (live.verdict === "UNKNOWN_NAME") {
    expect(live.next, said).toContain("could not be read");
    return;
  }
  expect(live.verdict, said).toBe("unknown");
  expect(live.gaps, said).not.toEqual([]);
}

/** What cannot be read of a drawn mesh: kinds, of all of it or of some namespaces. */
const unreadable: fc.Arbitrary<{ readonly faults: readonly FaultRule[]; readonly isSlow: boolean }> = fc
  .record({
    kinds: fc.uniqueArray(
      fc.constantFrom(
        "virtualservices.networking.istio.io",
        "destinationrules.networking.istio.io",
        "serviceentries.networking.istio.io",
        "workloadentries.networking.istio.io",
        "sidecars.networking.istio.io",
        "gateways.networking.istio.io",
        "envoyfilters.networking.istio.io",
        "telemetries.telemetry.istio.io",
        "peerauthentications.security.istio.io",
        "requestauthentications.security.istio.io",
        "authorizationpolicies.security.istio.io",
        "networkpolicies.networking.k8s.io",
        "httproutes.gateway.networking.k8s.io",
        "mutatingwebhookconfigurations.admissionregistration.k8s.io",
        "namespaces",
        "configmaps",
        "pods",
        "pods",
        "endpointslices.discovery.k8s.io",
        "services",
        "serviceaccounts",
        "deployments.apps",
        "statefulsets.apps",
      ),
      { minLength: 1, maxLength: 2 },
    ),
    // Of all namespaces at once, of one, of any as long as not of all at once.
    where: fc.constantFrom(
      "everywhere",
      "everywhere",
      "everywhere",
      "at once",
      "gogog",
      "hihih",
      "jkjkj",
      "istio-system",
    ),
    isSlow: fc.constantFrom(false, false, false, false, false, false, false, true),
    isLimited: fc.constantFrom(false, false, false, false, true),
  })
  .map(({ kinds, where, isSlow, isLimited }) => {
    const fault = isSlow ? ({ is: "hang" } as const) : ({ is: "forbidden" } as const);
    const atOnce = /^\/apis?\/(?!.*\/namespaces\/)/;
    const one = [{ path: new RegExp(`/namespaces/${where}/`) }, { path: atOnce, fault: { is: "forbidden" } as const }];
    const places = where === "everywhere" ? [{}] : where === "at once" ? [{ path: atOnce }] : one;
    const rules = kinds.flatMap((resource) => places.map((place): FaultRule => ({ fault, resource, ...place })));
    const limited: FaultRule = { fault: { is: "forbidden" }, path: /^\/apis?\/(?!.*\/namespaces)/ };
    return { faults: [...rules, ...(isLimited ? [limited] : [])], isSlow };
  });

describe("what could not be read", () => {
  const entry = se("ext/api", "hosts: [api.pay.internal], workloadSelector: { labels: { app: legacy } }");
  const many = Array.from({ length: 9 }, (_, i) => `192.0.2.${i + 1}`);
  test.each<[string, readonly RawObject[], string, string]>([
    ["WorkloadEntries", sketch(entry), "api.pay.internal", "/workloadentries"],
    ["WorkloadEntries beside pods", sketch(legacy, entry), "api.pay.internal", "/workloadentries"],
    ["WorkloadEntries beside a Service's pods", sketch(payment), "payment.bank", "/workloadentries"],
    ["the pods of its namespace", sketch(legacy, entry), "api.pay.internal", "/namespaces/ext/pods"],
    ["more written addresses than are looked up", sketch(remote("shop/remote", many)), "remote", ""],
  ])("%s leave the answer open", async (_, objects, to, path) => {
    if (path !== "") kube.faults.add({ fault: { is: "forbidden" }, path: new RegExp(path) });
    const { live, again } = await answersTo(objects, { from: "shop/checkout", to });
    kube.faults.clear();
    expect(live.verdict).toBe("unknown");
    expect(live.gaps).not.toEqual([]);
    expect(again).toEqual(live);
  });
});

describe("a name that nothing is called by, as far as was read,", () => {
  const db = app("bank/db", { n: 5, isServed: false });
  const set = db.map((object) => (object.kind === "Deployment" ? { ...object, kind: "StatefulSet" } : object));
  const entrance = [gateway("edge/in", "istio: in"), listening("routes/gw", "istio: in")].flat();
  test.each<[string, readonly RawObject[], string, string, RegExp]>([
    ["as an address without the pods", sketch(payment), "10.7.0.1", "payment.bank", /\/pods/],
    ["as the internet without the pods", sketch(payment, entrance), "internet", "payment.bank", /\/pods/],
    ["as a workload without its kind", sketch(set), "shop/checkout", "db.bank", /\/statefulsets/],
    ["as a workload without its pods", sketch(db), "shop/checkout", "bank/db", /\/namespaces\/bank\/pods/],
    [
      "as a host without the namespaces",
      sketch(db),
      "shop/checkout",
      "db.bank.svc.cluster.local",
      /\/(namespaces|deployments)(\?|$)/,
    ],
  ])("%s may be of what was not", async (_, objects, from, to, path) => {
    kube.faults.add({ fault: { is: "forbidden" }, path });
    const { live } = await answersTo(objects, { from, to, port: "8080" });
    kube.faults.clear();
    expect(live.verdict).toBe("UNKNOWN_NAME");
    expect(live.next).toContain("could not be read");
  });

  test("is blamed for no endpoint, and it is said what else may be to blame", async () => {
    const scaled = set.filter(({ kind }) => kind !== "Pod");
    const service = manifest("Service bank/db", "selector: { app: db }, ports: [{ name: http, port: 80 }]");
    kube.faults.add({ fault: { is: "forbidden" }, path: /\/statefulsets/ });
    const { live } = await answersTo(sketch(scaled, service), { from: "shop/checkout", to: "db.bank" });
    kube.faults.clear();
    expect(live.verdict).toBe("broken");
    expect(live.summary).toContain("(StatefulSets there could not be read)");
  });
});

describe("a pod on the network of its node", () => {
  test("has no address of its own, and no other pod is looked for", async () => {
    const node = pod("bank/agent-1", { labels: "app: agent", ip: "10.7.0.9", spec: "hostNetwork: true" });
    const { whole, live, file } = await answersTo(sketch(node, ledger), {
      from: "shop/checkout",
      to: "bank/pod/agent-1",
    });
    expect(whole.verdict).toBe("unknown");
    expect(live).toMatchObject({ ...whole, gaps: expect.anything() });
    expect(file).toMatchObject({ ...whole, gaps: expect.anything() });
  });
});

describe("a name that can be none", () => {
  const owned = (name: string): RawObject => {
    const odd = pod("shop/odd", { labels: "app: odd", ip: "10.7.8.8" });
    const ownerReferences = [{ apiVersion: "apps/v1", kind: "StatefulSet", name, uid: "x", controller: true }];
    return { ...odd, metadata: { ...odd.metadata, ownerReferences } };
  };

  test.each<[string, readonly RawObject[], Partial<Asked>]>([
    ["of a pod's owner, ..", sketch(payment, owned("..")), {}],
    ["of a pod's owner, .", sketch(payment, owned(".")), {}],
    ["of a namespace that is asked for", sketch(payment), { namespace: ".." }],
    ["of a caller's namespace", sketch(payment), { from: "../checkout" }],
    ["of a callee's namespace", sketch(payment), { to: "payment..bank" }],
    [
      "of a waypoint's namespace",
      sketch(payment, manifest("Namespace bank", "", { labels: { "istio.io/use-waypoint-namespace": ".." } })),
      {},
    ],
  ])("%s is asked for in no request", async (_, objects, asked) => {
    kube.set(objects);
    // With rights in no namespace, those are asked one by one that the question names.
    for (const isLimited of [false, true]) {
      if (isLimited) kube.faults.add({ fault: { is: "forbidden" }, path: /^\/apis?\/(?!.*\/namespaces)/ });
      const words = { from: "shop/checkout", to: "bank/payment", ...asked };
      const { verdict } = told(await sourceOf(api, { at }).read(questionFrom(words)), words);
      kube.faults.clear();
      expect(verdict).toMatch(isLimited ? /unknown|UNKNOWN_NAME/ : /healthy|unknown|UNKNOWN_NAME/);
    }
    expect(kube.requests.filter(({ path }) => path.includes(".."))).toEqual([]);
  });

  test("that is part of a host is asked for only where there is such a namespace", async () => {
    kube.set(sketch(payment, se("ext/vm", "hosts: [vm.internal], endpoints: [{ address: 192.0.2.1 }]")));
    kube.reset();
    kube.faults.add({ fault: { is: "forbidden" }, path: /^\/apis?\/(?!.*\/namespaces)/ });
    await sourceOf(api, { at }).read(questionFrom({ from: "shop/checkout", to: "vm.internal" }));
    kube.faults.clear();
    const paths = kube.requests.map(({ path }) => path).filter((path) => path.endsWith("/virtualservices"));
    expect(paths.filter((path) => path.includes("/namespaces/"))).toEqual([
      "/apis/networking.istio.io/v1/namespaces/shop/virtualservices",
    ]);
  });
});

describe("a question takes four rounds and few requests", () => {
  const written = Array.from({ length: 9 }, (_, i) => `10.7.0.${i + 2}`);
  const edges = Array.from({ length: 12 }, (_, i) =>
    manifest(
      `Service ext/edge-${i}`,
      `selector: { app: edge-${i} }, type: LoadBalancer, ports: [{ name: http, port: 80 }]`,
    ),
  );
  const behind = [
    remote("edge/remote", written),
    leading("bank/r", "payment.bank.svc.cluster.local", "remote.edge.svc.cluster.local"),
  ].flat();

  test.each<[string, readonly RawObject[], string, string, number]>([
    ["to a Service of another namespace", sketch(payment), "shop/checkout", "bank/payment", 0],
    ["to an address that a route leads on from", sketch(payment, ledger, behind), "shop/checkout", "10.97.0.3", 1],
    [
      "to addresses that somebody wrote down",
      sketch(ledger, remote("shop/remote", written)),
      "shop/checkout",
      "remote",
      0,
    ],
    ["to a pod of another namespace", sketch(ledger), "shop/checkout", "ledger-1", 0],
    [
      "from the internet, with many Gateways and Services to look behind",
      sketch(payment, letIn, more, edges, gateway("edge/in", "istio: in"), listening("routes/gw", "istio: in")),
      "internet",
      "payment.bank",
      1,
    ],
  ])("%s", async (_, objects, from, to, further) => {
    const server = await startFakeKube({ objects, now: at, inRounds: true });
    const client = apiOf(server);
    await sourceOf(client, { at }).read(questionFrom({ from, to }));
    const [requests, rounds] = [server.requests.length, server.rounds()];
    await client.close();
    await server.stop();
    expect(rounds).toBeLessThanOrEqual(4);
    // One of them asks what is served; each namespace beyond the two of the ends takes four more.
    expect(requests).toBeLessThanOrEqual(41 + 4 * further);
  });
});

describe("many pairs", () => {
  const allowed = manifest(
    "AuthorizationPolicy bank/allow",
    "selector: { matchLabels: { app: payment } }, action: ALLOW, rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/checkout] } }] }]",
  );
  const route = leading("bank/r", "payment.bank.svc.cluster.local", toLedger);
  const some: Scope = { of: [], namespaces: [], pairs: [] };
  const scopes: readonly (readonly [string, Scope])[] = [
    ["ns/bank", { ...some, of: ["ns/bank"] }],
    ["bank", { ...some, of: ["bank"] }],
    ["payment", { ...some, of: ["payment"] }],
    ["the namespace of a digest", { ...some, namespaces: ["bank"] }],
  ];

  test.each(scopes)("of %s", async (_, scope) => {
    const objects = sketch(ledger, payment, allowed, route);
    kube.set(objects);
    const path = folder({ "all.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }) });
    const verdicts = (snapshot: Snapshot) =>
      health(snapshot, whyPlaybook, scope, { most: 50 }).entries.map((entry) => `${entry.pair}: ${verdictOf(entry)}`);
    const whole = verdicts(await fileSource({ paths: [path], at }).read(everything));
    expect(verdicts(await sourceOf(api, { at }).read(scope))).toEqual(whole);
    expect(whole).toEqual(["shop/checkout → bank/payment: healthy"]);
  });
});
