/** Ports of pods are asked over web sockets of the API server: what goes through, and how it ends. */
import type { Duplex } from "node:stream";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Access } from "../../../src/source/cluster/connection.ts";
import type { KubeApi, PodPort } from "../../../src/source/cluster/kube-api.ts";
import { KubeTrouble } from "../../../src/source/cluster/kube-trouble.ts";
import { openKubeApi } from "../../../src/source/cluster/open-kube-api.ts";
import { apiOf, connectionTo } from "../../support/kube/cluster-of.ts";
import type { PodRequest } from "../../support/kube/pod-streams.ts";
import { type FakeKube, startFakeKube } from "../../support/kube/start-fake-kube.ts";
import { ownTime } from "../../support/own-time.ts";

const pod = { namespace: "shop", name: "cart" };
const cart = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: pod,
  spec: { containers: [{ name: "app" }, { name: "istio-proxy" }] },
};
const limitBytes = 1 << 20;
const head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

/** What listens for something else than plain HTTP, by its port. */
const wicked: Readonly<Record<number, (connection: Duplex) => void>> = {
  1: (connection) => connection.on("data", () => connection.write("SSH-2.0-OpenSSH_9.6\r\n")),
  2: () => undefined,
  3: (connection) =>
    connection.once("data", () => {
      connection.write(`${head}content-length: 100\r\n\r\n{"a":`);
      connection.destroy();
    }),
  4: (connection) =>
    connection.once("data", () => {
      connection.write(`${head}transfer-encoding: chunked\r\n\r\n`);
      const timer = setInterval(() => connection.write("1\r\n \r\n"), 20);
      connection.once("close", () => clearInterval(timer));
    }),
  5: (connection) =>
    connection.once("data", () => {
      connection.write(`${head}transfer-encoding: chunked\r\n\r\n`);
      const timer = setInterval(() => connection.write(`10000\r\n${"a".repeat(0x10000)}\r\n`), 1);
      connection.once("close", () => clearInterval(timer));
    }),
  // Says that it keeps the connection, and closes it.
  6: (connection) =>
    connection.once("data", () => {
      connection.write(`${head}content-length: 2\r\n\r\n{}`);
      setTimeout(() => connection.destroy(), 30);
    }),
  // Ends what it says by ending the connection.
  7: (connection) =>
    connection.once("data", () => {
      connection.write(`${head.replace("1.1", "1.0")}\r\n{"all":`);
      setTimeout(() => {
        connection.write("true}");
        connection.destroy();
      }, 30);
    }),
};

let kube: FakeKube;
let asked: PodRequest[] = [];
const opened: { close(): Promise<void> | void }[] = [];
beforeAll(async () => {
  kube = await startFakeKube({
    token: "tests",
    objects: [cart],
    http: (request) => {
      asked.push(request);
      if (request.port !== "15000") return undefined;
      if (request.path === "/big") return { body: Buffer.alloc(10_000_000, "a") };
      return request.path === "/no" ? { status: 503, body: "no" } : { body: { path: request.path } };
    },
    dial: ({ port }) => wicked[port],
  });
});
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  await expect.poll(() => kube.openConnections).toBe(0);
  kube.reset();
  asked = [];
});
afterAll(() => kube.stop());

function api(token = "tests"): KubeApi {
  const one = apiOf(kube, token);
  opened.push(one);
  return one;
}

function port(number = 15_000, ms = 5000, of = api(), name = pod.name): PodPort {
  return of.forward({ ...pod, name }, number, { signal: AbortSignal.timeout(ms) });
}

async function troubleOf(asking: Promise<unknown>): Promise<readonly [string, string]> {
  const error = await asking.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof KubeTrouble)) throw new Error(`No trouble: ${String(error)}`);
  return [error.kind, error.message];
}

function sockets(): readonly (readonly [number, string])[] {
  return kube.requests.map(({ status, query }) => [status, query]);
}

describe("a port of a pod", { timeout: 20_000 }, () => {
  test("is asked again and again over one web socket, one question after the other", async () => {
    const to = port();
    const answers = await Promise.all(
      ["/a", "/b", "/no"].map(async (path) => to.get(path, { query: { x: "a|b.c&d" }, limitBytes })),
    );
    expect(answers).toEqual([
      { status: 200, body: '{"path":"/a"}' },
      { status: 200, body: '{"path":"/b"}' },
      { status: 503, body: "no" },
    ]);
    expect(sockets()).toEqual([[101, "ports=15000"]]);
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /a", "GET /b", "GET /no"]);
    expect(asked[0]?.query.get("x")).toBe("a|b.c&d");
  });

  test("is not opened before it is asked, and let go of when it is closed", async () => {
    const of = api();
    const to = port(15_000, 5000, of);
    expect(kube.requests).toEqual([]);
    await to.get("/a", { limitBytes });
    to.close();
    await of.close();
    await expect.poll(() => kube.openConnections).toBe(0);
    expect(await troubleOf(to.get("/a", { limitBytes }))).toEqual([
      "unreachable",
      "the connection to port 15000 of Pod shop/cart was closed here",
    ]);
  });

  test("ends with the connection that it goes through, whoever still listens", async () => {
    const of = api();
    const asking = troubleOf(port(2, 20_000, of).get("/", { limitBytes }));
    await expect.poll(() => kube.requests.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await of.close();
    expect((await asking)[0]).toBe("unreachable");
    await expect.poll(() => kube.openConnections).toBe(0);
  });

  test("answers no more than is held, and the next question all the same", async () => {
    const to = port();
    expect(await troubleOf(to.get("/big", { limitBytes }))).toEqual([
      "too-large",
      "port 15000 of Pod shop/cart answers with more than 1 MiB",
    ]);
    expect((await to.get("/big", { limitBytes: 10_000_000 })).body).toHaveLength(10_000_000);
  });

  test.each([
    ["nothing listens", 99, "unreachable", /cannot be reached: error forwarding port 99 .*connection refused/],
    ["what speaks is no HTTP", 1, "garbled", /no HTTP/],
    ["the connection breaks in the middle", 3, "unreachable", /closed in the middle/],
    ["there is no end to it", 5, "too-large", /more than 1 MiB/],
  ])("says so where %s", async (_, number, kind, message) => {
    const [is, said] = await troubleOf(port(number).get("/", { limitBytes }));
    expect(is).toBe(kind);
    expect(said).toMatch(message);
  });

  test.each([
    ["says nothing", 2],
    ["says a byte now and then", 4],
  ])("that %s is given up in time", async (_, number) => {
    const spent = ownTime();
    expect(await troubleOf(port(number, 300).get("/", { limitBytes }))).toEqual([
      "timeout",
      `port ${number} of Pod shop/cart has not answered in time`,
    ]);
    expect(spent()).toBeLessThan(2000);
    await expect.poll(() => asked.length).toBe(0);
  });

  test("is understood where only the end of the connection ends its answer", async () => {
    expect((await port(7).get("/", { limitBytes })).body).toBe('{"all":true}');
  });

  test("is connected to anew where it closed a connection that was kept", async () => {
    const to = port(6);
    expect((await to.get("/", { limitBytes })).body).toBe("{}");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await to.get("/", { limitBytes })).body).toBe("{}");
    expect(sockets()).toHaveLength(2);
  });
});

describe("a web socket that does not come about", { timeout: 20_000 }, () => {
  test("for want of a right is forbidden, in the words of the API server", async () => {
    kube.faults.add({ resource: "pods/portforward", fault: { is: "forbidden" } });
    const to = port();
    const [kind, message] = await troubleOf(to.get("/", { limitBytes }));
    expect(kind).toBe("forbidden");
    expect(message).toContain('cannot get resource "pods/portforward"');
    const before = kube.requests.length;
    expect((await troubleOf(to.get("/again", { limitBytes })))[0]).toBe("forbidden");
    expect(kube.requests).toHaveLength(before);
    expect(asked).toEqual([]);
  });

  test("is forbidden, too, where only the right to create one is missing", async () => {
    const subject = { kind: "User", name: "me" } as const;
    const role = { apiVersion: "rbac.authorization.k8s.io/v1", metadata: { name: "get-only" } };
    const strict = await startFakeKube({
      version: "v1.35.0",
      objects: [cart],
      rbac: {
        subject,
        objects: [
          {
            ...role,
            kind: "ClusterRole",
            rules: [{ apiGroups: [""], resources: ["pods/portforward"], verbs: ["get"] }],
          },
          {
            ...role,
            kind: "ClusterRoleBinding",
            subjects: [subject],
            roleRef: { kind: "ClusterRole", name: "get-only" },
          },
        ],
      },
    });
    opened.push({ close: () => strict.stop() });
    const of = apiOf(strict);
    opened.push(of);
    const to = of.forward(pod, 15_000, { signal: AbortSignal.timeout(5000) });
    expect((await troubleOf(to.get("/", { limitBytes })))[0]).toBe("forbidden");
    await of.close();
  });

  test("for a pod that is gone says so", async () => {
    expect((await troubleOf(port(15_000, 5000, api(), "nobody").get("/", { limitBytes })))[0]).toBe("not-found");
  });

  test("for a passing reason is tried again", async () => {
    kube.faults.add({ resource: "pods/portforward", fault: { is: "reset" }, times: 1 });
    expect((await port().get("/a", { limitBytes })).status).toBe(200);
    kube.faults.clear();
    kube.faults.add({ resource: "pods/portforward", fault: { is: "status", code: 503 }, times: 2 });
    expect((await port().get("/a", { limitBytes })).status).toBe(200);
  });

  test("as long as nothing answers is given up in time", async () => {
    kube.faults.add({ resource: "pods/portforward", fault: { is: "hang" } });
    const spent = ownTime();
    expect((await troubleOf(port(15_000, 300).get("/", { limitBytes })))[0]).toBe("timeout");
    expect(spent()).toBeLessThan(2000);
  });

  test("because the token is no longer good is opened with the next one", async () => {
    const usual = connectionTo(kube);
    const given: (Access | undefined)[] = [];
    const of = openKubeApi(
      {
        ...usual,
        access: async (signal, refused) => {
          given.push(refused);
          const { tls, headers } = await usual.access(signal);
          const isRenewed = given.some((one) => one !== undefined);
          return { tls, headers: isRenewed ? headers : { authorization: "Bearer worn-out" } };
        },
      },
      { version: "0.0.0", now: () => 0, random: () => 0, sleep: () => Promise.resolve() },
    );
    opened.push(of);
    expect((await port(15_000, 5000, of).get("/a", { limitBytes })).status).toBe(200);
    // The library asks once more by itself where a web socket is answered with 401.
    expect(kube.requests.map(({ status }) => status)).toEqual([401, 401, 401, 400, 101]);
  });

  test("as what answers is no API server says what is in the way", async () => {
    kube.faults.add({ resource: "pods/portforward", fault: { is: "garbage" } });
    expect((await troubleOf(port().get("/", { limitBytes })))[0]).toMatch(/garbled|refused/);
  });
});
