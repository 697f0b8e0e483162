/** Connection and client together, against the fake API server. */
import { execFile } from "node:child_process";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect as dial, type Socket } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../../src/source/cluster/connect.ts";
import type { KubeApi } from "../../../src/source/cluster/kube-api.ts";
import { KubeTrouble } from "../../../src/source/cluster/kube-trouble.ts";
import { openKubeApi } from "../../../src/source/cluster/open-kube-api.ts";
import type { Fault } from "../../support/kube/faults.ts";
import { type FakeKube, startFakeKube } from "../../support/kube/start-fake-kube.ts";
import { ownTime } from "../../support/own-time.ts";
import { clientOf } from "./scripted-api.ts";
import { inFolder, surroundings } from "./surroundings.ts";

const token = "canary-token-of-kubeconfig";
const soon = (ms = 3000): AbortSignal => AbortSignal.timeout(ms);
const pods = Array.from({ length: 25 }, (_, index) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: `pod-${index}`, namespace: "shop", labels: { app: index % 5 === 0 ? "checkout" : "other" } },
}));
const nameOf = (item: { readonly [key: string]: unknown }): unknown => (item.metadata as { name: unknown }).name;

let kube: FakeKube;
beforeAll(async () => {
  kube = await startFakeKube({ token, objects: pods });
});
afterEach(() => kube.reset());
afterAll(() => kube.stop());

async function withApi<T>(run: (api: KubeApi) => Promise<T>, text = kube.kubeconfig): Promise<T> {
  const connection = await connect({ by: "kubeconfig-text", text, from: "a test" }, surroundings(), soon());
  const api = clientOf(connection, { silenceMs: 1000 });
  try {
    return await run(api);
  } finally {
    await api.close();
  }
}

describe("a cluster that is asked through a kubeconfig", () => {
  it("is listed by label and page, over HTTP/1.1 and few connections", async () => {
    await withApi(async (api) => {
      const listed = await api.list(
        "/api/v1/namespaces/shop/pods",
        { signal: soon(), query: { labelSelector: "app=checkout" }, pageSize: 2 },
        nameOf,
      );
      expect(new Set(listed.items)).toEqual(new Set(["pod-0", "pod-5", "pod-10", "pod-15", "pod-20"]));
      expect(listed.items).toHaveLength(5);
      expect(kube.requests).toHaveLength(3);
      expect(kube.connections).toBeLessThanOrEqual(2);
      const whole = await api.list("/api/v1/pods", { signal: soon(), metadataOnly: true }, nameOf);
      expect(whole.items).toHaveLength(25);
    });
    await expect.poll(() => kube.openConnections).toBe(0);
  });

  it("answers 401 to the token of another", async () => {
    await withApi(
      async (api) => {
        await expect(api.get("/version", { signal: soon() })).rejects.toMatchObject({
          kind: "unauthorized",
          status: 401,
        });
      },
      kube.kubeconfig.replace(token, "no-longer-good"),
    );
  });

  it.each<[Fault, readonly string[]]>([
    [{ is: "slow", ms: 50 }, ["answer"]],
    [{ is: "slow", ms: 60_000 }, ["timeout"]],
    [{ is: "hang" }, ["timeout"]],
    [{ is: "hang-mid-body" }, ["timeout"]],
    [{ is: "too-many", retryAfterSeconds: 1 }, ["overloaded"]],
    [{ is: "status", code: 500 }, ["refused"]],
    [{ is: "status", code: 503 }, ["overloaded"]],
    [{ is: "unauthorized" }, ["unauthorized"]],
    [{ is: "forbidden" }, ["forbidden"]],
    [{ is: "not-served" }, ["not-found"]],
    [{ is: "expired" }, ["answer"]],
    [{ is: "reset" }, ["unreachable"]],
    [{ is: "reset-mid-body" }, ["unreachable"]],
    [{ is: "truncated" }, ["garbled"]],
    [{ is: "garbage" }, ["garbled"]],
    [{ is: "content-type", type: "text/html" }, ["garbled"]],
    [{ is: "huge", bytes: 10_000_000 }, ["answer"]],
    [{ is: "drip", everyMs: 10 }, ["timeout"]],
    [{ is: "flood" }, ["too-large", "timeout"]],
  ])("gives an answer or a trouble in time with %j", async (fault, endings) => {
    kube.faults.add({ fault, resource: "pods" });
    await withApi(async (api) => {
      const spent = ownTime();
      // What can end by the deadline only need not be waited for as long as what takes its time.
      const deadline = endings.join() === "timeout" ? 1200 : 2500;
      const ending = await api.list("/api/v1/pods", { signal: soon(deadline), pageSize: 10 }, nameOf).then(
        ({ items }) => {
          expect(items).toHaveLength(25);
          return "answer";
        },
        (error: unknown) => {
          if (!(error instanceof KubeTrouble)) throw error;
          expect(`${error.message} ${error.stack}`).not.toContain(token);
          return error.kind;
        },
      );
      expect(endings).toContain(ending);
      expect(spent()).toBeLessThan(4500);
      kube.faults.clear();
      expect((await api.list("/api/v1/pods", { signal: soon() }, nameOf)).items).toHaveLength(25);
    });
  });

  it.each<[Fault]>([
    [{ is: "too-many" }],
    [{ is: "status", code: 500 }],
    [{ is: "reset" }],
    [{ is: "reset-mid-body" }],
    [{ is: "truncated" }],
  ])("answers in the end where it fails twice with %j", async (fault) => {
    kube.faults.add({ fault, resource: "pods", times: 2 });
    await withApi(async (api) => {
      expect((await api.list("/api/v1/pods", { signal: soon() }, nameOf)).items).toHaveLength(25);
    });
  });

  it.each(["untrusted", "wrong-host", "expired"] as const)(
    "is not asked where its certificate is %s",
    async (shown) => {
      kube.faults.certificate(shown);
      await withApi(async (api) => {
        await expect(api.get("/version", { signal: soon() })).rejects.toMatchObject({ kind: "unreachable" });
        expect(kube.requests).toHaveLength(0);
      });
    },
  );
});

describe("a proxy", () => {
  it("is gone through, and its refusal is told", async () => {
    const seen: (string | undefined)[] = [];
    const sockets = new Set<Socket>();
    let allows = true;
    const proxy = createServer();
    proxy.on("connect", (request: IncomingMessage, socket: Socket) => {
      seen.push(request.url, request.headers["proxy-authorization"]);
      socket.on("error", () => undefined);
      if (!allows) return socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      const { port } = new URL(kube.url);
      const onward = dial(Number(port), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        onward.pipe(socket).pipe(onward);
      });
      sockets.add(onward).add(socket);
      onward.on("error", () => undefined);
      return undefined;
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const { port } = proxy.address() as AddressInfo;
    const through = kube.kubeconfig.replace(
      "server:",
      `proxy-url: http://me:canary-pass@127.0.0.1:${port}\n      server:`,
    );
    await withApi(async (api) => {
      expect(await api.get("/version", { signal: soon() })).toMatchObject({ major: "1" });
      await api.get("/version", { signal: soon() });
    }, through);
    expect(seen[0]).toBe(new URL(kube.url).host);
    expect(seen[1]).toMatch(/^Basic /);
    allows = false;
    await withApi(async (api) => {
      const trouble: unknown = await api.get("/version", { signal: soon() }).catch((error: unknown) => error);
      expect(trouble).toMatchObject({ kind: "unreachable" });
      expect((trouble as Error).message).toMatch(/proxy/);
      expect(`${(trouble as Error).stack}`).not.toContain("canary-pass");
    }, through);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => proxy.close(resolve));
  });
});

describe("a process that has asked", () => {
  it.each(["fine", "hang", "reset-mid-body", "refused"])("ends by itself: %s", async (how) => {
    if (how === "hang" || how === "reset-mid-body") kube.faults.add({ fault: { is: how }, resource: "pods" });
    const source = join(import.meta.dirname, "../../../src/source/cluster");
    await inFolder(async (path) => {
      const text = how === "refused" ? kube.kubeconfig.replace(kube.url, "https://127.0.0.1:1") : kube.kubeconfig;
      const file = path("config", text);
      const script = `
        import { setTimeout as wait } from "node:timers/promises";
        import { connect } from ${JSON.stringify(join(source, "connect.ts"))};
        import { openKubeApi } from ${JSON.stringify(join(source, "open-kube-api.ts"))};
        process.on("unhandledRejection", () => { console.log("unhandled"); process.exit(9); });
        const around = { version: "1", now: Date.now, random: Math.random, environment: {},
          sleep: (ms, signal) => wait(ms, undefined, { signal }) };
        const signal = AbortSignal.timeout(1500);
        const connection = await connect({ by: "kubeconfig", file: ${JSON.stringify(file)}, allowExec: false }, around, signal);
        await connection.access(AbortSignal.timeout(8000));
        const api = openKubeApi(connection, around);
        const asked = Array.from({ length: 12 }, () => api.list("/api/v1/pods", { signal: AbortSignal.timeout(${how === "hang" ? 1000 : 5000}) }, (pod) => pod));
        const ends = await Promise.allSettled(asked);
        await api.close();
        console.log([...new Set(ends.map(({ status, reason }) => reason?.kind ?? status))].join());`;
      const spent = ownTime();
      const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module-typescript", "-e", script], {
        timeout: 9000,
      });
      const expected = { fine: "fulfilled", hang: "timeout", "reset-mid-body": "unreachable", refused: "unreachable" }[
        how
      ];
      expect(stdout.trim()).toBe(expected);
      expect(spent()).toBeLessThan(9000);
    });
  });
});

describe("the libraries", () => {
  it("are loaded only where a cluster is asked", async () => {
    const source = join(import.meta.dirname, "../../../src/source/cluster");
    const script = `
      import { registerHooks } from "node:module";
      const seen = [];
      registerHooks({ resolve(specifier, context, next) { seen.push(specifier); return next(specifier, context); } });
      await import(${JSON.stringify(join(source, "connect.ts"))});
      await import(${JSON.stringify(join(source, "open-kube-api.ts"))});
      console.log(seen.filter((name) => /client-node|undici|smithy|aws-sdk/.test(name)).join());`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
    expect(stdout.trim()).toBe("");
    expect(openKubeApi).toBeTypeOf("function");
  });
});
