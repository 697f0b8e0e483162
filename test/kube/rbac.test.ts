import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type KubeAsker, kubeAsker } from "../support/kube/ask-kube.ts";
import type { PodAnswer } from "../support/kube/pod-streams.ts";
import { type FakeKube, startFakeKube } from "../support/kube/start-fake-kube.ts";
import type { RawObject } from "../support/snapshot.ts";

const apiVersion = "rbac.authorization.k8s.io/v1";
const subject = { kind: "ServiceAccount", name: "meshwhy", namespace: "ops" } as const;

function role(kind: "Role" | "ClusterRole", name: string, rules: readonly object[], namespace?: string): RawObject {
  return { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) }, rules };
}

function binding(roleKind: "Role" | "ClusterRole", name: string, namespace?: string): RawObject {
  const metadata = { name, ...(namespace !== undefined && { namespace }) };
  const kind = namespace === undefined ? "ClusterRoleBinding" : "RoleBinding";
  return { apiVersion, kind, metadata, subjects: [subject], roleRef: { kind: roleKind, name } };
}

const rules = [
  role("ClusterRole", "mesh", [
    { apiGroups: ["networking.istio.io"], resources: ["virtualservices"], verbs: ["get", "list"] },
    { apiGroups: ["security.istio.io"], resources: ["*"], verbs: ["list"] },
    { apiGroups: [""], resources: ["configmaps"], resourceNames: ["istio"], verbs: ["get", "list"] },
    { apiGroups: [""], resources: ["services/proxy"], resourceNames: ["istiod:15014"], verbs: ["get"] },
    { nonResourceURLs: ["/metrics*"], verbs: ["get"] },
  ]),
  binding("ClusterRole", "mesh"),
  role("Role", "pods", [{ apiGroups: [""], resources: ["pods", "pods/log"], verbs: ["get", "list"] }], "shop"),
  binding("Role", "pods", "shop"),
  role("ClusterRole", "reader", [
    { apiGroups: ["*"], resources: ["services", "namespaces", "*/scale"], verbs: ["*"] },
    { nonResourceURLs: ["/never"], verbs: ["get"] },
  ]),
  binding("ClusterRole", "reader", "shop"),
];

const objects: readonly RawObject[] = [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } },
  {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "cart", namespace: "shop" },
    spec: { containers: [{ name: "app" }] },
  },
  { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "istio", namespace: "istio-system" } },
  { apiVersion: "v1", kind: "Service", metadata: { name: "istiod", namespace: "istio-system" } },
];

let kube: FakeKube;
let asker: KubeAsker;

beforeAll(async () => {
  const http = (): PodAnswer => ({ body: {} });
  kube = await startFakeKube({ objects, token: "mine", rbac: { objects: rules, subject }, http });
  asker = kubeAsker(kube);
});
afterAll(async () => {
  await asker.close();
  await kube.stop();
});

describe("a role", () => {
  test.each([
    [200, "/apis/networking.istio.io/v1/virtualservices"],
    [200, "/apis/networking.istio.io/v1/namespaces/shop/virtualservices"],
    [404, "/apis/networking.istio.io/v1/namespaces/shop/virtualservices/none"],
    [403, "/apis/networking.istio.io/v1/gateways"],
    [200, "/apis/security.istio.io/v1/peerauthentications"],
    [403, "/apis/security.istio.io/v1/namespaces/shop/peerauthentications/none"],
    [403, "/apis/gateway.networking.k8s.io/v1/gateways"],
    [200, "/api/v1/namespaces/istio-system/configmaps/istio"],
    [403, "/api/v1/namespaces/istio-system/configmaps/other"],
    [403, "/api/v1/namespaces/istio-system/configmaps"],
    [200, "/api/v1/namespaces/istio-system/configmaps?fieldSelector=metadata.name%3Distio"],
    [403, "/api/v1/namespaces/istio-system/configmaps?fieldSelector=metadata.name%3Dother"],
    [403, "/api/v1/namespaces/istio-system/configmaps?fieldSelector=metadata.name!%3Distio"],
    [200, "/api/v1/namespaces/shop/pods"],
    [200, "/api/v1/namespaces/shop/pods/cart/log"],
    [403, "/api/v1/namespaces/shop/pods/cart/proxy/stats"],
    [403, "/api/v1/pods"],
    [403, "/api/v1/namespaces/other/pods"],
    [200, "/api/v1/namespaces/shop/services"],
    [403, "/api/v1/services"],
    [200, "/api/v1/namespaces/shop"],
    [403, "/api/v1/namespaces"],
    [403, "/api/v1/namespaces/other"],
    [200, "/api/v1/namespaces/istio-system/services/istiod:15014/proxy/debug/syncz"],
    [403, "/api/v1/namespaces/istio-system/services/istiod:8080/proxy/debug/syncz"],
    [200, "/version"],
    [200, "/apis/networking.istio.io/v1"],
    [404, "/metrics/slis"],
    [403, "/never"],
    [403, "/apis/nothing.example/v1/things"],
  ])("answers %i to %s", async (status, path) => {
    expect((await asker.ask(path, { token: "mine" })).status).toBe(status);
  });

  test.each([
    [
      "/api/v1/pods",
      'pods is forbidden: User "system:serviceaccount:ops:meshwhy" cannot list resource "pods" in API group "" at the cluster scope',
    ],
    [
      "/api/v1/namespaces/ops/pods",
      'pods is forbidden: User "system:serviceaccount:ops:meshwhy" cannot list resource "pods" in API group "" in the namespace "ops"',
    ],
    [
      "/api/v1/namespaces/ops/pods/x/log",
      'pods "x" is forbidden: User "system:serviceaccount:ops:meshwhy" cannot get resource "pods/log" in API group "" in the namespace "ops"',
    ],
    [
      "/apis/networking.istio.io/v1/namespaces/shop/gateways/public",
      'gateways.networking.istio.io "public" is forbidden: User "system:serviceaccount:ops:meshwhy" cannot get resource "gateways" in API group "networking.istio.io" in the namespace "shop"',
    ],
    ["/never", 'forbidden: User "system:serviceaccount:ops:meshwhy" cannot get path "/never"'],
  ])("that lacks a rule is named: %s", async (path, message) => {
    const { json } = await asker.ask(path, { token: "mine" });
    expect([json.kind, json.reason, json.message]).toEqual(["Status", "Forbidden", message]);
  });

  test("that is bound and not there is named, too", async () => {
    const lost = await startFakeKube({ rbac: { objects: [binding("ClusterRole", "lost")], subject } });
    const lostAsker = kubeAsker(lost);
    expect((await lostAsker.ask("/api/v1/pods")).json.message).toMatch(
      /at the cluster scope: RBAC: clusterrole\.rbac\.authorization\.k8s\.io "lost" not found$/,
    );
    await lostAsker.close();
    await lost.stop();
  });
});

describe("a token", () => {
  test("that nobody has is refused", async () => {
    const { status, json } = await asker.ask("/version", { token: "other" });
    expect([status, json.message]).toEqual([401, "Unauthorized"]);
  });

  test("that is missing makes one nobody in particular", async () => {
    expect((await asker.ask("/version")).status).toBe(200);
    expect((await asker.ask("/api/v1/namespaces/shop/pods")).json.message).toBe(
      'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "shop"',
    );
  });

  test("may be another's, and be changed while the server runs", async () => {
    const viewer = { kind: "User", name: "viewer" } as const;
    kube.setUsers([{ token: "theirs", subject: viewer }]);
    expect((await asker.ask("/api/v1/pods", { token: "theirs" })).json.message).toContain('User "viewer" cannot');
    kube.setUsers([]);
    expect((await asker.ask("/api/v1/pods", { token: "theirs" })).status).toBe(401);
  });
});

describe("a review", () => {
  async function review(kind: string, spec: object): Promise<unknown> {
    const body = { apiVersion: "authorization.k8s.io/v1", kind, spec };
    const path = `/apis/authorization.k8s.io/v1/${kind.toLowerCase()}s`;
    const { status, json } = await asker.ask(path, { method: "POST", token: "mine", body });
    expect(status).toBe(201);
    return json.status;
  }

  test("says what is allowed, and by which binding", async () => {
    expect(
      await review("SelfSubjectAccessReview", {
        resourceAttributes: { verb: "list", group: "networking.istio.io", resource: "virtualservices" },
      }),
    ).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by ClusterRoleBinding "mesh" of ClusterRole "mesh" to ServiceAccount "meshwhy/ops"',
    });
  });

  test.each([
    [true, { verb: "get", resource: "pods", subresource: "log", namespace: "shop" }],
    [false, { verb: "get", resource: "pods", subresource: "log", namespace: "other" }],
    [false, { verb: "get", resource: "pods", subresource: "exec", namespace: "shop" }],
    [false, { verb: "list", resource: "configmaps", namespace: "istio-system" }],
    [true, { verb: "get", resource: "configmaps", namespace: "istio-system", name: "istio" }],
    [false, { verb: "*", resource: "*", group: "*" }],
  ])("says %s to %o", async (allowed, resourceAttributes) => {
    expect(await review("SelfSubjectAccessReview", { resourceAttributes })).toMatchObject({ allowed });
  });

  test("lists the rules of a namespace", async () => {
    const status = (await review("SelfSubjectRulesReview", { namespace: "shop" })) as Record<string, unknown>;
    expect(status.resourceRules).toContainEqual({
      verbs: ["get", "list"],
      apiGroups: [""],
      resources: ["pods", "pods/log"],
    });
    expect(status).toMatchObject({ incomplete: false });
  });
});
