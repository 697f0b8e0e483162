/** Which Secrets are asked for besides those of the caller's proxy: of egress gateways on the way, and of many pairs. */
import { afterAll, describe, expect, test } from "vitest";
import { diagnose } from "../../../src/diagnose/diagnose.ts";
import { questionFrom } from "../../../src/faces/question/question-from.ts";
import { laidObjects } from "../../checks/case-snapshot.ts";
import { parseCase } from "../../checks/parse-case.ts";
import { apiOf, sourceOf } from "../../support/kube/cluster-of.ts";
import { type FakeKube, startFakeKube } from "../../support/kube/start-fake-kube.ts";
import { manifest } from "../../support/manifests.ts";
import type { RawObject } from "../../support/snapshot.ts";
import { whyPlaybook } from "../../support/why.ts";

const at = "2026-05-04T10:30:00Z";
const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
});

const egress = { istio: "egressgateway" };
const bank = "api.bank.example";

/** checkout calls an outside host over an egress gateway, which begins mutual TLS with a certificate of its own. */
const objects: readonly RawObject[] = [
  ...(laidObjects(
    parseCase("# case\n# ask: shop/checkout api.bank.example\n# expect: healthy\n# base: outside\n---\n"),
  ) as readonly RawObject[]),
  manifest(
    "ServiceEntry shop/bank",
    `hosts: [${bank}], location: MESH_EXTERNAL, resolution: DNS, ports: [{ number: 80, name: http, protocol: HTTP }, { number: 443, name: https, protocol: HTTPS }]`,
  ),
  manifest(
    "Service istio-system/istio-egressgateway",
    "clusterIP: 10.96.0.60, selector: { istio: egressgateway }, ports: [{ name: http2, port: 80, targetPort: 8080 }]",
  ),
  {
    ...manifest(
      "Pod istio-system/istio-egressgateway-1",
      'serviceAccountName: egress, containers: [{ name: istio-proxy, image: "istio/proxyv2:1.26.2", args: [proxy, router] }]',
      { labels: egress },
    ),
    status: { phase: "Running", podIP: "10.0.60.1", conditions: [{ type: "Ready", status: "True" }] },
  },
  manifest(
    "Gateway istio-system/egress",
    `selector: { istio: egressgateway }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [${bank}] }]`,
  ),
  manifest(
    "VirtualService shop/bank",
    `hosts: [${bank}], gateways: [mesh, istio-system/egress], http: [` +
      "{ match: [{ gateways: [mesh] }], route: [{ destination: { host: istio-egressgateway.istio-system.svc.cluster.local, port: { number: 80 } } }] }," +
      `{ match: [{ gateways: [istio-system/egress] }], route: [{ destination: { host: ${bank}, port: { number: 443 } } }] }]`,
  ),
  manifest(
    "DestinationRule istio-system/bank",
    `host: ${bank}, exportTo: ["*"], trafficPolicy: { tls: { mode: MUTUAL, credentialName: bank-client } }`,
  ),
];

async function cluster(all: readonly RawObject[]) {
  const kube = await startFakeKube({ objects: all, now: at });
  const api = apiOf(kube);
  stops.push(async () => {
    await api.close();
    await kube.stop();
  });
  return { kube, source: sourceOf(api, { at, secrets: true }) };
}

function secretsAsked({ requests }: FakeKube): readonly string[] {
  return [
    ...new Set(requests.flatMap(({ path }) => /\/namespaces\/([^/]+\/secrets(?:\/.+)?)$/.exec(path)?.[1] ?? [])),
  ].sort();
}

const question = questionFrom({ from: "shop/checkout", to: bank, port: "80" });
const clientSecret: RawObject = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "bank-client", namespace: "istio-system" },
  type: "Opaque",
  data: { "tls.crt": "eA==", "tls.key": "eA==", "ca.crt": "eA==" },
};

describe("a certificate that an egress gateway on the way is to present", () => {
  test("is looked up, and found", async () => {
    const { kube, source } = await cluster([...objects, clientSecret]);
    const { resources } = await source.read(question);
    expect(secretsAsked(kube)).toEqual(["istio-system/secrets/bank-client"]);
    expect(resources.Secret?.map(({ metadata }) => metadata.name)).toEqual(["bank-client"]);
    expect(kube.requests.length).toBeLessThanOrEqual(40);
  });

  test("decides: the answer is another where it is missing", async () => {
    const there = await diagnose(question, whyPlaybook, (await cluster([...objects, clientSecret])).source);
    const missing = await diagnose(question, whyPlaybook, (await cluster(objects)).source);
    expect(there.verdict).toBe("healthy");
    expect(missing.verdict).toBe("broken");
    expect(missing.summary).toContain("bank-client");
  });

  test("of many, only those for the host are looked up", async () => {
    const others = Array.from({ length: 12 }, (_, i) =>
      manifest(
        `DestinationRule istio-system/other-${i}`,
        `host: other-${i}.example, trafficPolicy: { tls: { mode: MUTUAL, credentialName: other-${i} } }`,
      ),
    );
    const { kube, source } = await cluster([...objects, clientSecret, ...others]);
    await source.read(question);
    expect(secretsAsked(kube)).toEqual(["istio-system/secrets/bank-client"]);
  });

  test("is not asked for by a question that does not go there", async () => {
    const { kube, source } = await cluster([...objects, clientSecret]);
    await source.read(questionFrom({ from: "shop/checkout", to: "shop/payment" }));
    expect(secretsAsked(kube)).toEqual([]);
  });
});

describe("certificates of many pairs", () => {
  test("are those of all gateways", async () => {
    const { kube, source } = await cluster([...objects, clientSecret]);
    const scope = { of: [], namespaces: ["shop"], pairs: [] };
    const { resources, gaps } = await source.read(scope);
    expect(secretsAsked(kube)).toEqual(["istio-system/secrets/bank-client"]);
    expect(resources.Secret?.map(({ metadata }) => metadata.name)).toEqual(["bank-client"]);
    expect(gaps.find(({ kind }) => kind === "Secret")?.exceptObjects).toEqual(["istio-system/bank-client"]);
  });

  test("and those that rules of a namespace name for its sidecars", async () => {
    const own = manifest(
      "DestinationRule shop/own",
      `host: ${bank}, workloadSelector: { matchLabels: { app: checkout } }, trafficPolicy: { tls: { mode: MUTUAL, credentialName: checkout-client } }`,
    );
    const { kube, source } = await cluster([...objects, own]);
    await source.read({ of: [], namespaces: ["shop"], pairs: [] });
    expect(secretsAsked(kube)).toContain("shop/secrets/checkout-client");
  });
});
