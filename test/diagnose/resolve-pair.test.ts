import { describe, expect, test } from "vitest";
import { resolvePair } from "../../src/diagnose/resolve-pair.ts";
import { type Asked, questionFrom } from "../../src/faces/question/question-from.ts";
import { MeshError } from "../../src/model/mesh-error.ts";
import type { Pair } from "../../src/model/pair.ts";
import { refText } from "../../src/model/ref.ts";
import { type Given, manifest, pod, without } from "../support/manifests.ts";
import { checkoutPod } from "../support/small-mesh.ts";
import { meshWith } from "../support/walk.ts";

function resolve(asked: Partial<Asked>, given: readonly Given[] = []): Pair {
  return resolvePair(meshWith(given), questionFrom({ from: "checkout", to: "payment", ...asked }));
}

/** `UNKNOWN_NAME shop/payment, …`: code and candidates of the error that a question gives. */
function refusalOf(asked: Partial<Asked>, given: readonly Given[] = []): string {
  try {
    const { from, to } = resolve(asked, given);
    return `no error: ${refText(from)} → ${refText(to)}`;
  } catch (error) {
    if (error instanceof MeshError)
      return [error.code, error.candidates.join(", ")].filter((part) => part !== "").join(" ");
    throw error;
  }
}

const inShop = (app: string) =>
  `selector: { matchLabels: { app: ${app} } }, template: { metadata: { labels: { app: ${app} } }, spec: { containers: [] } }`;
/** The same names once more in another namespace. */
const twins = [
  manifest("Namespace far"),
  manifest("Deployment far/checkout", inShop("checkout")),
  manifest(
    "Service far/payment",
    "selector: { app: payment }, clusterIP: 10.96.9.1, ports: [{ name: http, port: 8080 }]",
  ),
  pod("far/checkout-9", { labels: "app: checkout", ip: "10.0.8.1", owner: "Deployment checkout" }),
];

describe("a CronJob that is the caller", () => {
  const nightly = manifest(
    "CronJob shop/nightly",
    "jobTemplate: { spec: { template: { metadata: { labels: { app: nightly } }, spec: { serviceAccountName: nightly, containers: [] } } } }",
  );
  const owned = (name: string, job: string) =>
    pod(`shop/${name}`, { labels: "app: nightly", ip: "10.0.7.1", owner: `Job ${job}` });
  const clientsOf = (given: readonly Given[], typed = "cronjob/nightly") =>
    resolve({ from: typed }, [nightly, ...given]).clients.map(({ ref, owner, serviceAccount }) => [
      ref.name,
      refText(owner),
      serviceAccount,
    ]);

  test("is meant by its kind, in the forms that others are", () => {
    for (const typed of ["cronjob/nightly", "cj/nightly", "shop/cronjob/nightly", "cronjob/nightly.shop"])
      expect(refText(resolve({ from: typed }, [nightly]).from)).toBe("CronJob shop/nightly");
  });

  test("calls from the pods of its Jobs, by their owner or by their name", () => {
    const made = {
      ...manifest("Job shop/by-hand", "template: { metadata: { labels: { app: nightly } }, spec: { containers: [] } }"),
    };
    const job = {
      ...made,
      metadata: { ...made.metadata, ownerReferences: [{ kind: "CronJob", name: "nightly", apiVersion: "batch/v1" }] },
    };
    const pods = [
      owned("a", "nightly-29384720"),
      owned("b", "by-hand"),
      owned("c", "nightly-2"),
      owned("d", "nightly-x"),
    ];
    expect(clientsOf([job, ...pods]).map(([name, owner]) => [name, owner])).toEqual([
      ["a", "CronJob shop/nightly"],
      ["b", "CronJob shop/nightly"],
      ["c", "CronJob shop/nightly"],
    ]);
  });

  test("calls as its template says where none runs", () => {
    expect(clientsOf([])).toEqual([["nightly-0", "CronJob shop/nightly", "nightly"]]);
  });

  test("is not found under another name", () => {
    expect(refusalOf({ from: "cronjob/nightli" }, [nightly])).toBe("UNKNOWN_NAME");
  });
});

describe("the caller", () => {
  test.each([
    ["checkout", "Deployment shop/checkout"],
    ["shop/checkout", "Deployment shop/checkout"],
    ["checkout.shop", "Deployment shop/checkout"],
    ["deploy/checkout", "Deployment shop/checkout"],
    ["shop/deploy/checkout", "Deployment shop/checkout"],
    ["deploy/shop/checkout", "Deployment shop/checkout"],
    ["orders", "Deployment shop/orders"],
    ["svc/orders", "Service shop/orders"],
    ["pod/checkout-1", "Pod shop/checkout-1"],
    ["checkout-1", "Pod shop/checkout-1"],
    ["sa/checkout", "ServiceAccount shop/checkout"],
    ["10.0.1.1", "Pod shop/checkout-1"],
  ])("may be written %s", (from, ref) => {
    const pair = resolve({ from }, [manifest("ServiceAccount shop/checkout")]);
    expect([refText(pair.from), pair.clients.map(({ ref: { name } }) => name)]).toEqual([
      ref,
      [from.includes("orders") ? "orders-1" : "checkout-1"],
    ]);
  });

  test("is a workload before the Service and the service account of its name", () => {
    const given = [manifest("ServiceAccount shop/payment")];
    expect(refText(resolve({ from: "payment" }, given).from)).toBe("Deployment shop/payment");
  });

  test("is all its pods, in the order of their names", () => {
    const { clients } = resolve({ from: "payment", to: "orders" });
    expect(clients.map(({ ref }) => ref.name)).toEqual(["payment-1", "payment-2"]);
  });

  test("is what its template would make, where it has no pods", () => {
    const [only, ...others] = resolve({}, [without(checkoutPod)]).clients;
    expect([only?.proxy.kind, only?.serviceAccount, others]).toEqual(["sidecar", "checkout", []]);
  });

  test("is not made up where pods were not read", () => {
    const mesh = meshWith([], ["Pod"]);
    expect(resolvePair(mesh, questionFrom({ from: "checkout", to: "payment" })).clients).toEqual([]);
  });

  test("is ambiguous in two namespaces", () => {
    expect(refusalOf({ from: "checkout", to: "shop/orders" }, twins)).toBe(
      "AMBIGUOUS_NAME far/checkout, shop/checkout",
    );
  });

  test("is that of the namespace that is asked for", () => {
    expect(refText(resolve({ from: "checkout", namespace: "far" }, twins).from)).toBe("Deployment far/checkout");
  });

  test.each([
    ["chekout", "UNKNOWN_NAME shop/checkout"],
    ["tools/checkout", "UNKNOWN_NAME shop/checkout"],
    ["shpo/checkout", "UNKNOWN_NAME shop/checkout"],
    ["sa/nobody", "UNKNOWN_NAME"],
    ["10.9.9.9", "UNKNOWN_NAME"],
    ["internet", "UNKNOWN_NAME"],
  ])("is not found as %s", (from, error) => {
    expect(refusalOf({ from })).toBe(error);
  });
});

describe("the internet", () => {
  const gateway = (name: string) => ({
    ...pod(`istio-system/${name}-1`, { labels: `istio: ${name}`, ip: "10.0.0.1", owner: `Deployment ${name}` }),
    spec: { containers: [{ name: "istio-proxy", args: ["proxy", "router"] }] },
  });

  test("is the one gateway there is", () => {
    const pair = resolve({ from: "internet" }, [gateway("edge"), gateway("egress")]);
    expect([refText(pair.from), pair.viaGateway]).toEqual(["Deployment istio-system/edge", true]);
  });

  test("is ambiguous where there are two", () => {
    expect(refusalOf({ from: "internet" }, [gateway("edge"), gateway("other")])).toBe(
      "AMBIGUOUS_NAME istio-system/edge, istio-system/other",
    );
  });
});

describe("what is called", () => {
  const vm = manifest(
    "ServiceEntry shop/vm",
    "hosts: [vm.example.com, '*.wild.example.com'], addresses: [10.50.0.1], ports: [{ number: 80, name: http, protocol: HTTP }], resolution: STATIC, location: MESH_INTERNAL",
  );
  const worker = [
    manifest("Deployment shop/worker", inShop("worker")),
    pod("shop/worker-1", { labels: "app: worker", ip: "10.0.6.1", owner: "Deployment worker" }),
  ];
  test.each([
    ["payment", "Service shop/payment", "payment.shop.svc.cluster.local"],
    ["shop/payment", "Service shop/payment", "payment.shop.svc.cluster.local"],
    ["payment.shop", "Service shop/payment", "payment.shop.svc.cluster.local"],
    ["payment.shop.svc", "Service shop/payment", "payment.shop.svc.cluster.local"],
    ["payment.shop.svc.cluster.local", "Service shop/payment", "payment.shop.svc.cluster.local"],
    ["svc/payment", "Service shop/payment", "payment.shop.svc.cluster.local"],
    ["payment:8080", "Service shop/payment", "payment.shop.svc.cluster.local"],
    ["http://payment.shop:8080/charge", "Service shop/payment", "payment.shop.svc.cluster.local"],
    ["deploy/payment", "Deployment shop/payment", "payment.shop.svc.cluster.local"],
    ["pod/payment-1", "Pod shop/payment-1", "10.0.2.1"],
    ["worker", "Deployment shop/worker", "10.0.6.1"],
    ["10.96.0.2", "Service shop/payment", "10.96.0.2"],
    ["10.0.2.1", "Pod shop/payment-1", "10.0.2.1"],
    ["203.0.113.7", "Address 203.0.113.7", "203.0.113.7"],
    ["vm.example.com", "ServiceEntry shop/vm", "vm.example.com"],
    ["a.wild.example.com", "ServiceEntry shop/vm", "a.wild.example.com"],
    ["10.50.0.1", "ServiceEntry shop/vm", "10.50.0.1"],
    ["api.example.org", "Host api.example.org", "api.example.org"],
    ["https://api.example.org/v1", "Host api.example.org", "api.example.org"],
    // Full names are those of Services only: the caller's DNS finds no Deployment.
    ["worker.shop.svc.cluster.local", "Host worker.shop.svc.cluster.local", "worker.shop.svc.cluster.local"],
    [
      "payment.nowhere.svc.cluster.local",
      "Host payment.nowhere.svc.cluster.local",
      "payment.nowhere.svc.cluster.local",
    ],
  ])("may be written %s", (to, ref, host) => {
    const pair = resolve({ to }, [vm, ...worker]);
    expect([refText(pair.to), pair.host]).toEqual([ref, host]);
  });

  test("is the caller's namesake before others", () => {
    expect(refText(resolve({ from: "far/checkout-9" }, twins).to)).toBe("Service far/payment");
    expect(refText(resolve({ from: "shop/checkout" }, twins).to)).toBe("Service shop/payment");
  });

  test("is ambiguous where the caller's namespace has none", () => {
    expect(refusalOf({ from: "tools/bare" }, twins)).toBe("AMBIGUOUS_NAME far/payment, shop/payment");
  });

  test("is reached through every Service that selects it", () => {
    const second = manifest(
      "Service shop/payment-admin",
      "selector: { app: payment }, ports: [{ name: http, port: 9999 }]",
    );
    expect(resolve({ to: "deploy/payment" }, [second]).services.map(({ ref }) => ref.name)).toEqual([
      "payment",
      "payment-admin",
    ]);
  });

  test.each([
    ["paymant", "UNKNOWN_NAME shop/payment"],
    ["payment.shpo", "UNKNOWN_NAME payment.shop"],
    ["paymant.shop", "UNKNOWN_NAME payment.shop"],
    ["tools/payment", "UNKNOWN_NAME shop/payment"],
    ["nothing.shop.svc.cluster.local", "UNKNOWN_NAME"],
    ["deploy/nothing", "UNKNOWN_NAME"],
  ])("is not found as %s", (to, error) => {
    expect(refusalOf({ to })).toBe(error);
  });
});

describe("the namespace asked for", () => {
  test("may hold nothing but a workload", () => {
    expect(refusalOf({ namespace: "tools" })).toBe("no error: Deployment shop/checkout → Service shop/payment");
  });

  test("is told to be unknown, with what may have been meant", () => {
    expect(refusalOf({ namespace: "shopp" })).toBe("UNKNOWN_NAME shop");
  });
});
