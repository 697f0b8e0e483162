import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type KubeAsker, kubeAsker } from "../support/kube/ask-kube.ts";
import { type FakeKube, startFakeKube } from "../support/kube/start-fake-kube.ts";

const lines = [
  "[2026-11-20T11:00:00.000Z] one",
  "[2026-11-20T11:30:00.000Z] two é",
  "without a time",
  "[2026-11-20T11:59:50.000Z] four",
];
const log = "/api/v1/namespaces/shop/pods/cart/log";

let kube: FakeKube;
let asker: KubeAsker;

beforeAll(async () => {
  kube = await startFakeKube({
    now: "2026-11-20T12:00:00Z",
    objects: [
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "cart", namespace: "shop" },
        spec: { initContainers: [{ name: "istio-init" }], containers: [{ name: "app" }, { name: "istio-proxy" }] },
        status: { containerStatuses: [{ name: "app", state: { waiting: { reason: "CrashLoopBackOff" } } }] },
      },
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "lone", namespace: "shop" },
        spec: { containers: [{ name: "only" }] },
      },
    ],
    logs: { "shop/cart/istio-proxy": `${lines.join("\n")}\n`, "shop/lone/only": "one line" },
    previousLogs: { "shop/cart/istio-proxy": "before\n" },
  });
  asker = kubeAsker(kube);
});
afterAll(async () => {
  await asker.close();
  await kube.stop();
});

function joined(...some: readonly (string | undefined)[]): string {
  return some.map((line) => `${line}\n`).join("");
}

describe("a log", () => {
  test.each([
    ["", joined(...lines)],
    ["&tailLines=2", joined(...lines.slice(2))],
    ["&tailLines=0", ""],
    ["&tailLines=99", joined(...lines)],
    ["&sinceSeconds=2400", joined(...lines.slice(1))],
    ["&sinceSeconds=60", joined(lines[3])],
    ["&sinceTime=2026-11-20T11:15:00Z&tailLines=1", joined(lines[3])],
    ["&limitBytes=12", "[2026-11-20T"],
    ["&tailLines=1&timestamps=true", `2026-11-20T11:59:50.000Z ${lines[3]}\n`],
    ["&previous=true", "before\n"],
  ])("cut by %j", async (query, expected) => {
    const { status, text, headers } = await asker.ask(`${log}?container=istio-proxy${query}`);
    expect([status, text]).toEqual([200, expected]);
    expect(headers.get("content-type")).toBe("text/plain");
  });

  test("of the only container needs no name", async () => {
    expect((await asker.ask("/api/v1/namespaces/shop/pods/lone/log")).text).toBe("one line\n");
  });

  test.each([
    [404, "/api/v1/namespaces/shop/pods/nobody/log", 'pods "nobody" not found'],
    [
      400,
      log,
      "a container name must be specified for pod cart, choose one of: [app istio-proxy] or one of the init containers: [istio-init]",
    ],
    [400, `${log}?container=ztunnel`, "container ztunnel is not valid for pod cart"],
    [400, `${log}?container=app`, 'container "app" in pod "cart" is waiting to start: CrashLoopBackOff'],
    [400, `${log}?container=app&previous=true`, 'previous terminated container "app" in pod "cart" not found'],
    [
      422,
      `${log}?container=app&tailLines=-1`,
      'PodLogOptions "cart" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
    ],
  ])("answers %i to %s", async (status, path, message) => {
    const reply = await asker.ask(path);
    expect([reply.status, reply.json.message]).toEqual([status, message]);
  });
});
