/** What ztunnels and waypoints logged, live and in files: the same answer, from no more than was to be read. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { diagnose } from "../../src/diagnose/diagnose.ts";
import { who } from "../../src/diagnose/who.ts";
import { questionFrom } from "../../src/faces/question/question-from.ts";
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import { toJson } from "../../src/render/json.ts";
import { toText } from "../../src/render/text.ts";
import { fileSource } from "../../src/source/files/file-source.ts";
import { saveSnapshot } from "../../src/source/recorded/save-snapshot.ts";
import { snapshotFiles } from "../../src/source/recorded/snapshot-files.ts";
import { reader, rolesOf } from "../infra/roles.ts";
import { apiOf, sourceOf } from "../support/kube/cluster-of.ts";
import { type FakeKube, startFakeKube } from "../support/kube/start-fake-kube.ts";
import { manifest, pod } from "../support/manifests.ts";
import type { RawObject } from "../support/snapshot.ts";
import { whyPlaybook } from "../support/why.ts";

const at = "2026-11-20T14:10:00Z";
const scratch = mkdtempSync(join(tmpdir(), "meshwhy-ambient-"));
const running: { stop(): Promise<void> }[] = [];
afterAll(async () => {
  await Promise.all(running.map((each) => each.stop()));
  rmSync(scratch, { recursive: true });
});

const ambient = { labels: { "istio.io/dataplane-mode": "ambient" } };
const app = (name: string, node: string, ip: string): RawObject =>
  pod(`shop/${name}-1`, {
    labels: `app: ${name}`,
    ip,
    node,
    serviceAccount: name,
    bare: true,
    ports: "web: 8080",
    annotations: "ambient.istio.io/redirection: enabled",
    owner: `Deployment ${name}`,
  });
const template = (name: string) =>
  `selector: { matchLabels: { app: ${name} } }, template: { metadata: { labels: { app: ${name} } }, spec: { serviceAccountName: ${name}, containers: [{ name: app }] } }`;
const ztunnel = (node: string, namespace = "istio-system"): RawObject =>
  proxyPod(`${namespace}/ztunnel-${node}`, { app: "ztunnel" }, node);

/** A pod that is nothing but a proxy. */
function proxyPod(place: string, labels: Readonly<Record<string, string>>, node: string): RawObject {
  const spec = `nodeName: ${node}, containers: [{ name: istio-proxy, image: "istio/x:1.26.2" }]`;
  return { ...manifest(`Pod ${place}`, spec, { labels }), status: { phase: "Running", podIP: "10.9.9.9" } };
}

const objects: readonly RawObject[] = [
  manifest("Namespace shop", "", ambient),
  manifest("Namespace istio-system"),
  { ...manifest("ConfigMap istio-system/istio"), data: { mesh: "{}" } },
  manifest(
    "Service shop/payment",
    "clusterIP: 10.96.0.7, selector: { app: payment }, ports: [{ name: http, port: 80, targetPort: 8080 }]",
  ),
  manifest(
    "Service shop/checkout",
    "clusterIP: 10.96.0.8, selector: { app: checkout }, ports: [{ name: http, port: 80, targetPort: 8080 }]",
  ),
  manifest("Deployment shop/checkout", template("checkout")),
  manifest("Deployment shop/payment", template("payment")),
  app("checkout", "node-a", "10.0.1.1"),
  app("payment", "node-b", "10.0.2.1"),
  ...["node-a", "node-b", "node-c"].map((node) => ztunnel(node)),
  ztunnel("node-a", "shop"),
];

interface Line {
  readonly direction: "outbound" | "inbound";
  readonly second: number;
  readonly from?: string;
  readonly error?: string;
}

function line({ direction, second, from = "checkout", error }: Line): string {
  const time = new Date(Date.UTC(2026, 10, 20, 14, 0, second)).toISOString();
  const ip = from === "checkout" ? "10.0.1.1" : "10.7.7.7";
  return [
    `${time}\t${error === undefined ? "info" : "error"}\taccess\tconnection complete\tsrc.addr=${ip}:4${second}000`,
    `src.workload="${from}-1" src.namespace="${from === "checkout" ? "shop" : "other"}"`,
    `dst.addr=${from === "checkout" ? "10.0.2.1" : "10.8.8.8"}:15008 dst.hbone_addr=10.0.2.1:8080`,
    ...(from === "checkout"
      ? ['dst.service="payment.shop.svc.cluster.local" dst.workload="payment-1" dst.namespace="shop"']
      : ['dst.service="x.other.svc.cluster.local" dst.workload="x-1" dst.namespace="other"']),
    `direction="${direction}" bytes_sent=1 bytes_recv=2 duration="5ms"${error === undefined ? "" : ` error="${error}"`}`,
  ].join(" ");
}

const refusal = "connection closed due to policy rejection: allow policies exist, but none allowed";
const refused = [1, 2, 3];
const failing: Readonly<Record<string, string>> = {
  "istio-system/ztunnel-node-a": [
    "2026-11-20T13:00:00Z\tinfo\tapp\tbooting",
    ...refused.map((second) => line({ direction: "outbound", second, error: "http status: 401 Unauthorized" })),
    line({ direction: "outbound", second: 4, from: "stranger" }).replace("10.0.2.1:8080", "10.8.8.8:1"),
  ].join("\n"),
  "istio-system/ztunnel-node-b": refused
    .map((second) => line({ direction: "inbound", second, error: refusal }))
    .join("\n"),
  // Anybody may call a pod so.
  "shop/ztunnel-node-a": line({ direction: "outbound", second: 9 }),
};

interface World {
  readonly objects?: readonly RawObject[];
  readonly logs?: Readonly<Record<string, string>>;
  readonly roles?: readonly RawObject[];
}

async function cluster({ objects: all = objects, logs = failing, roles }: World = {}) {
  const kube = await startFakeKube({
    objects: all,
    logs: Object.fromEntries(Object.entries(logs).map(([key, text]) => [`${key}/istio-proxy`, text])),
    now: at,
    ...(roles === undefined ? {} : { rbac: { objects: roles, subject: reader } }),
  });
  const api = apiOf(kube);
  running.push({
    stop: async () => {
      await api.close();
      await kube.stop();
    },
  });
  return { kube, source: sourceOf(api, { at }) };
}

function files({ objects: all = objects, logs = failing }: World = {}): string {
  const folder = mkdtempSync(join(scratch, "files-"));
  writeFileSync(join(folder, "all.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items: all }));
  for (const [key, text] of Object.entries(logs)) {
    mkdirSync(join(folder, "logs", key), { recursive: true });
    writeFileSync(join(folder, "logs", key, "istio-proxy.log"), `${text}\n`);
  }
  return folder;
}

const question = questionFrom({ from: "checkout", to: "payment" });

function logsRead({ requests }: FakeKube): readonly string[] {
  return requests.flatMap(({ path }) => /\/namespaces\/([^/]+\/pods\/[^/]+)\/log$/.exec(path)?.[1] ?? []).sort();
}

function told({ verdict, observed, findings, summary }: Diagnosis): unknown {
  const { calls, failures, logged } = observed;
  return {
    verdict,
    summary,
    logged,
    calls: calls.length,
    failures: failures.map(({ signature }) => signature),
    resource: findings[0]?.resource.name,
  };
}

describe("a pair in ambient mode", () => {
  test("whose ztunnels log refusals is broken, by what was seen", async () => {
    const { kube, source } = await cluster();
    const live = await diagnose(question, whyPlaybook, source);
    expect(live.verdict).toBe("broken");
    expect(live.basis).toBe("traffic");
    expect(live.observed.failures.map(({ signature, calls }) => [signature, calls.length])).toEqual([
      [`ztunnel: ${refusal}`, 3],
    ]);
    expect(toText(live)).toContain("401 Unauthorized");
    expect(told(await diagnose(question, whyPlaybook, fileSource({ paths: [files()], at })))).toEqual(told(live));
    // Those of the two nodes, and nobody's who only bears the name.
    expect(logsRead(kube)).toEqual(["istio-system/pods/ztunnel-node-a", "istio-system/pods/ztunnel-node-b"]);
    expect(kube.requests.length).toBeLessThanOrEqual(40);
  });

  test("whose ztunnels log nothing but good is not made healthy: that data plane is not simulated", async () => {
    const logs = {
      "istio-system/ztunnel-node-a": refused.map((second) => line({ direction: "outbound", second })).join("\n"),
      "istio-system/ztunnel-node-b": refused.map((second) => line({ direction: "inbound", second })).join("\n"),
    };
    const { source } = await cluster({ logs });
    const live = await diagnose(question, whyPlaybook, source);
    expect(live.verdict).toBe("unknown");
    expect(live.observed.calls.map(({ failed }) => failed)).toEqual([false, false, false]);
    expect(JSON.stringify(toJson(live))).toContain("ambient");
    expect(told(await diagnose(question, whyPlaybook, fileSource({ paths: [files({ logs })], at })))).toEqual(
      told(live),
    );
  });

  test("is one that who tells of, with the calls that ztunnels logged", async () => {
    const { source } = await cluster();
    const scope = { of: ["shop/payment"], namespaces: [], pairs: [] };
    for (const from of [source, fileSource({ paths: [files()], at })]) {
      const { callers, gaps } = who(await from.read(scope), { of: "shop/payment" });
      expect(callers.map(({ ref, seen }) => [ref.name, seen?.calls, seen?.failed])).toEqual([["checkout", 3, 3]]);
      expect(gaps.map(({ what }) => what)).not.toContain("calls of payment in access logs");
    }
  });

  test("keeps no line about other pods of the node", async () => {
    const { source } = await cluster();
    const { logs } = await source.read(question);
    expect(logs).toHaveLength(6);
    expect(JSON.stringify(logs)).not.toContain("stranger");
  });

  test("says which right is missing where the logs may not be read, and is unknown", async () => {
    const { source } = await cluster({ roles: rolesOf("reader") });
    const { verdict, gaps } = await diagnose(question, whyPlaybook, source);
    expect(verdict).toBe("unknown");
    expect(gaps).toContainEqual(
      expect.objectContaining({
        what: "ztunnel's log of Pod istio-system/ztunnel-node-a and of 1 more",
        grant: expect.stringContaining("pods/log") as string,
      }),
    );
  });

  test("takes no right beyond reader and logs", async () => {
    const { kube, source } = await cluster({ roles: rolesOf("reader", "logs") });
    expect((await diagnose(question, whyPlaybook, source)).verdict).toBe("broken");
    expect(kube.requests.filter(({ status }) => status === 403)).toEqual([]);
  });

  test("says so where a node has no ztunnel", async () => {
    const without = objects.filter(({ metadata }) => metadata.name !== "ztunnel-node-b");
    const { assumptions } = await diagnose(question, whyPlaybook, (await cluster({ objects: without })).source);
    expect(assumptions.map(({ what }) => what)).toContain(
      "no ztunnel was found on the node of 1 of 2 ambient pods, so its log was not read",
    );
  });

  test("is recorded, and answers the same from the record", async () => {
    const { source } = await cluster();
    const live = await source.read(question);
    const folder = join(scratch, "recorded");
    saveSnapshot(folder, snapshotFiles(live, question), { force: false });
    const again = await fileSource({ paths: [folder] }).read(question);
    expect(again.logs.map(({ tunnel, at: when }) => [tunnel, when])).toEqual(
      live.logs.map(({ tunnel, at: when }) => [tunnel, when]),
    );
  });
});

describe("a callee behind a waypoint", () => {
  const gateway = (className: string) =>
    manifest(
      "KubernetesGateway shop/waypoint",
      `gatewayClassName: ${className}, listeners: [{ name: mesh, port: 15008, protocol: HBONE }]`,
    );
  const waypoint = proxyPod("shop/waypoint-1", { "gateway.networking.k8s.io/gateway-name": "waypoint" }, "node-c");
  const bound = (labels: Readonly<Record<string, string>>, className = "istio-waypoint"): readonly RawObject[] => [
    ...objects.map((object) =>
      object.kind === "Service" && object.metadata.name === "payment"
        ? { ...object, metadata: { ...object.metadata, labels } }
        : object,
    ),
    gateway(className),
    waypoint,
  ];
  const logs = {
    "shop/waypoint-1":
      '[2026-11-20T14:00:01.000Z] "GET / HTTP/1.1" 403 - rbac_access_denied_matched_policy[none] - "-" 0 19 1 - "-" "curl" "id-1" "payment" "-" ' +
      "inbound-vip|80|http|payment.shop.svc.cluster.local - 10.96.0.7:80 10.0.1.1:41000 - default",
  };

  test.each([
    ["by its Service", bound({ "istio.io/use-waypoint": "waypoint" }), 1],
    ["of another class", bound({ "istio.io/use-waypoint": "waypoint" }, "other"), 0],
    ["that opted out", bound({ "istio.io/use-waypoint": "none" }), 0],
    ["that is bound to nothing", bound({}), 0],
  ])("%s", async (_, all, calls) => {
    const { kube, source } = await cluster({ objects: all, logs });
    const { observed } = await diagnose(question, whyPlaybook, source);
    expect(observed.calls).toHaveLength(calls);
    expect(logsRead(kube).includes("shop/pods/waypoint-1")).toBe(calls > 0);
  });
});
