/** With fewer rights than a question takes, an answer that could be another is `unknown`, or says what it presumes. */
import { afterAll, describe, expect, test } from "vitest";
import { answer } from "../../src/diagnose/answer.ts";
import { questionFrom } from "../../src/faces/question/question-from.ts";
import { refText } from "../../src/model/ref.ts";
import { reader, rolesOf } from "../infra/roles.ts";
import { apiOf, sourceOf } from "../support/kube/cluster-of.ts";
import { startFakeKube } from "../support/kube/start-fake-kube.ts";
import { manifest } from "../support/manifests.ts";
import { app, denied, sketch, withoutControlPlane } from "../support/sketch.ts";
import { injector } from "../support/small-mesh.ts";
import type { RawObject } from "../support/snapshot.ts";
import { whyPlaybook } from "../support/why.ts";

const at = "2026-05-04T10:30:00Z";
const running: { stop(): Promise<void> }[] = [];
afterAll(async () => {
  await Promise.all(running.map((each) => each.stop()));
});

const payment = app("bank/payment", { n: 3 });
const asked = { from: "shop/checkout", to: "bank/payment" };

async function told(
  objects: readonly RawObject[],
  roles: readonly RawObject[],
  { to = asked.to, namespaces }: { readonly to?: string; readonly namespaces?: readonly string[] } = {},
) {
  const kube = await startFakeKube({ objects, now: at, rbac: { objects: roles, subject: reader } });
  const api = apiOf(kube);
  running.push({
    stop: async () => {
      await api.close();
      await kube.stop();
    },
  });
  const question = questionFrom({ ...asked, to });
  const snapshot = await sourceOf(api, { at, ...(namespaces === undefined ? {} : { namespaces }) }).read(question);
  const { verdict, culprit, steps, gaps, assumptions } = answer(question, whyPlaybook, snapshot);
  return {
    verdict,
    culprit: culprit === undefined ? undefined : refText(culprit),
    unknown: steps.filter(({ status }) => status === "unknown").map(({ step }) => step),
    gaps: gaps.map(({ what }) => what),
    assumptions: assumptions.map(({ what }) => what),
  };
}

/** The shipped roles without the right to one kind. */
function rightsBut(resource: string): readonly RawObject[] {
  return rolesOf("reader", "logs").map((object) =>
    Array.isArray(object.rules)
      ? {
          ...object,
          rules: (object.rules as readonly { readonly resources: readonly string[] }[]).filter(
            ({ resources }) => !resources.includes(resource),
          ),
        }
      : object,
  );
}

/** The shipped role for some namespaces only. */
function namespaced(...namespaces: readonly string[]): readonly RawObject[] {
  const all = rolesOf("namespaced");
  const one = all.filter(({ metadata }) => metadata.namespace === "shop");
  return [
    ...namespaces.flatMap((namespace) =>
      one.map((object) => ({ ...object, metadata: { ...object.metadata, namespace } })),
    ),
    ...all.filter(({ metadata }) => metadata.namespace === "istio-system"),
  ];
}

describe("rights in some namespaces only", () => {
  const aborting = manifest(
    "VirtualService routes/r",
    "hosts: [payment.bank.svc.cluster.local], http: [{ fault: { abort: { httpStatus: 503, percentage: { value: 100 } } }, route: [{ destination: { host: payment.bank.svc.cluster.local } }] }]",
  );
  const objects = sketch(payment, aborting);
  const roles = namespaced("shop", "bank");

  test("leave open what a VirtualService elsewhere does with a host", async () => {
    const { verdict, gaps } = await told(objects, roles);
    expect(verdict).toBe("unknown");
    expect(gaps).toContainEqual(expect.stringMatching(/^VirtualServices outside namespaces /));
  });

  test("do not, once it is configured which namespaces there are to read; and it is said", async () => {
    const { verdict, gaps, assumptions } = await told(objects, roles, {
      namespaces: ["shop", "bank", "istio-system"],
    });
    expect(verdict).toBe("healthy");
    expect(gaps).not.toContainEqual(expect.stringMatching(/^VirtualServices/));
    expect(assumptions).toContain(
      "VirtualServices outside namespaces bank, istio-system, shop are presumed not to take hosts of them: meshwhy.yaml names these namespaces only",
    );
  });

  test("do, where one of those that are configured cannot be read either", async () => {
    const { verdict, gaps } = await told(objects, roles, {
      namespaces: ["shop", "bank", "istio-system", "routes"],
    });
    expect(verdict).toBe("unknown");
    expect(gaps).toContain("VirtualServices in routes");
  });

  test("leave open whether an address that nobody has there is a pod's", async () => {
    const far = sketch(app("far/ledger", { n: 2 }), denied("far"));
    expect((await told(far, roles, { to: "10.7.0.2", namespaces: ["shop", "istio-system"] })).verdict).toBe("unknown");
  });
});

describe("without the right to read NetworkPolicies", () => {
  const roles = rightsBut("networkpolicies");

  test("what fails beyond the network is still to blame, and the network's step is unknown", async () => {
    const { verdict, culprit, unknown, gaps } = await told(sketch(payment, denied("bank")), roles);
    expect(verdict).toBe("broken");
    expect(culprit).toBe("AuthorizationPolicy bank/deny");
    expect(unknown).toEqual(["network-policy"]);
    expect(gaps).toContain("NetworkPolicies");
  });

  test("what would arrive is unknown", async () => {
    const { verdict, culprit, unknown } = await told(sketch(payment), roles);
    expect([verdict, culprit]).toEqual(["unknown", undefined]);
    expect(unknown).toContain("network-policy");
  });
});

describe("a mesh configuration that is not where it usually is", () => {
  const full = rolesOf("reader", "logs");
  const noWebhooks = rightsBut("mutatingwebhookconfigurations");
  const settings = (name: string, namespace: string): RawObject => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace },
    data: { mesh: "outboundTrafficPolicy: { mode: REGISTRY_ONLY }" },
  });
  const cases: readonly (readonly [string, readonly RawObject[], readonly RawObject[], string])[] = [
    [
      "of a revision that Namespaces are labelled for, without the right to read webhooks",
      [...withoutControlPlane({ "istio.io/rev": "v2" }), injector, settings("istio-v2", "istio-system")],
      noWebhooks,
      "ConfigMap istio-system/istio-v2",
    ],
    [
      "in another namespace, without the right to read webhooks",
      [...withoutControlPlane(), injector, settings("istio", "far")],
      noWebhooks,
      "the mesh configuration",
    ],
    [
      "in another namespace, without a webhook",
      [...withoutControlPlane(), settings("istio", "far")],
      full,
      "the mesh configuration",
    ],
    [
      "in the namespace of istiod's Service, without the right to read it",
      [
        ...withoutControlPlane(),
        manifest("Service far/istiod", "selector: { app: istiod }", { labels: { app: "istiod" } }),
        settings("istio", "far"),
      ],
      full,
      "ConfigMap far/istio",
    ],
  ];

  test.each(cases)("%s", async (_, objects, roles, what) => {
    const { verdict, gaps, assumptions } = await told(objects, roles, { to: "example.com" });
    expect(verdict).toBe("unknown");
    expect(gaps).toContain(what);
    expect(assumptions.join()).not.toContain("Istio's defaults are assumed");
  });
});
