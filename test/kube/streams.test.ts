import { createRequire } from "node:module";
import { PassThrough, Writable } from "node:stream";
import { Exec, KubeConfig, PortForward, type V1Status } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kubeAsker } from "../support/kube/ask-kube.ts";
import type { PodRequest } from "../support/kube/pod-streams.ts";
import { type FakeKube, startFakeKube } from "../support/kube/start-fake-kube.ts";

const { WebSocket } = createRequire(import.meta.url)("ws") as {
  readonly WebSocket: new (
    url: string,
    protocols: readonly string[],
    options: { readonly ca: string },
  ) => { on(event: string, listener: (...given: never[]) => void): void };
};

let kube: FakeKube;
const asked: PodRequest[] = [];

beforeAll(async () => {
  kube = await startFakeKube({
    objects: [
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "cart", namespace: "shop" },
        spec: { containers: [{ name: "app" }, { name: "istio-proxy" }] },
      },
      { apiVersion: "v1", kind: "Service", metadata: { name: "istiod", namespace: "istio-system" } },
    ],
    http: (request) => {
      asked.push(request);
      return request.port === "15014" || request.port === "15000" ? { body: { path: request.path } } : undefined;
    },
    dial: ({ port }) => (port === 7 ? (connection) => connection.pipe(connection) : undefined),
    exec: ({ command, container }) => {
      if (command[0] === "big") return { stdout: Buffer.alloc(3_000_000, "a"), stderr: "a word" };
      if (command[0] === "fail") return { stderr: "no\n", exitCode: 7 };
      return command[0] === "which" ? { stdout: container } : undefined;
    },
  });
});
afterAll(() => kube.stop());

function config(): KubeConfig {
  const loaded = new KubeConfig();
  loaded.loadFromString(kube.kubeconfig);
  return loaded;
}

async function run(...command: readonly string[]): Promise<{ out: string; err: string; status: V1Status }> {
  let out = "";
  let err = "";
  const status = await new Promise<V1Status>((resolve, reject) => {
    const into = (take: (text: string) => void): Writable =>
      new Writable({
        write: (chunk, _encoding, done) => {
          take(String(chunk));
          done();
        },
      });
    new Exec(config())
      .exec(
        "shop",
        "cart",
        "istio-proxy",
        [...command],
        into((text) => {
          out += text;
        }),
        into((text) => {
          err += text;
        }),
        null,
        false,
        resolve,
      )
      .catch(reject);
  });
  return { out, err, status };
}

describe("exec", () => {
  test("brings what the command wrote, and how it ended", async () => {
    const big = await run("big");
    expect([big.out.length, big.err, big.status.status]).toEqual([3_000_000, "a word", "Success"]);
    expect((await run("which")).out).toBe("istio-proxy");
    const failed = await run("fail");
    expect(failed.status).toMatchObject({ reason: "NonZeroExitCode", details: { causes: [{ message: "7" }] } });
    expect((await run("nothing")).status.message).toContain("executable file not found");
  });
});

describe("port-forward", () => {
  async function spoken(port: number, words: string, until: RegExp): Promise<{ out: string; err: string }> {
    const [out, err, input] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const heard = { out: "", err: "" };
    out.on("data", (chunk) => {
      heard.out += String(chunk);
    });
    err.on("data", (chunk) => {
      heard.err += String(chunk);
    });
    await new PortForward(config()).portForward("shop", "cart", [port], out, err, input);
    input.write(words);
    await expect.poll(() => heard.out + heard.err).toMatch(until);
    input.end();
    return heard;
  }

  test("reaches HTTP in a pod", async () => {
    const { out } = await spoken(15000, "GET /config_dump?a=b HTTP/1.1\r\nhost: x\r\n\r\n", /\}/);
    expect(out).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(out).toContain('{"path":"/config_dump"}');
    expect(asked.at(-1)).toMatchObject({ kind: "pods", namespace: "shop", name: "cart", via: "portforward" });
    expect(asked.at(-1)?.query.get("a")).toBe("b");
  });

  test("reaches anything else that listens", async () => {
    expect((await spoken(7, "echo", /echo/)).out).toBe("echo");
  });

  test("says that nothing listens", async () => {
    expect((await spoken(99, "GET / HTTP/1.1\r\nhost: x\r\n\r\n", /refused/)).err).toContain(
      "error forwarding port 99 to pod cart",
    );
  });
});

describe("a proxy path", () => {
  test("reaches what listens behind a service or a pod", async () => {
    const asker = kubeAsker(kube);
    const path = "/api/v1/namespaces/istio-system/services/http:istiod:15014/proxy/debug/syncz?a=b%2Fc";
    expect((await asker.ask(path)).json).toEqual({ path: "/debug/syncz" });
    expect(asked.at(-1)).toMatchObject({ kind: "services", name: "istiod", port: "15014", via: "proxy" });
    expect(asked.at(-1)?.query.get("a")).toBe("b/c");
    expect((await asker.ask("/api/v1/namespaces/shop/pods/cart:15000/proxy/")).json).toEqual({ path: "/" });
    const refused = await asker.ask("/api/v1/namespaces/istio-system/services/istiod:1/proxy/");
    expect([refused.status, refused.json.message]).toEqual([503, 'no endpoints available for service "istiod:1"']);
    await asker.close();
  });
});

describe("a web socket", () => {
  async function refusal(of: FakeKube, path: string, protocols: readonly string[]): Promise<readonly unknown[]> {
    const ca = Buffer.from(of.caData, "base64").toString("utf8");
    const socket = new WebSocket(`${of.url}${path}`.replace("https", "wss"), protocols, { ca });
    socket.on("error", () => undefined);
    return new Promise((resolve) => {
      socket.on("open", () => resolve(["open"]));
      socket.on(
        "unexpected-response",
        (_request: unknown, response: NodeJS.ReadableStream & { statusCode: number }) => {
          let body = "";
          response.on("data", (chunk) => {
            body += String(chunk);
          });
          response.on("end", () => resolve([response.statusCode, (JSON.parse(body) as { message: string }).message]));
        },
      );
    });
  }

  const exec = "/api/v1/namespaces/shop/pods/cart/exec?command=which&container=app";

  test("is refused as any request is", async () => {
    const v4 = ["v4.channel.k8s.io"];
    expect(await refusal(kube, exec.replace("cart", "nobody"), v4)).toEqual([404, 'pods "nobody" not found']);
    expect(await refusal(kube, exec.replace("=app", "=none"), v4)).toEqual([
      400,
      "container none is not valid for pod cart",
    ]);
    expect(await refusal(kube, "/api/v1/namespaces/shop/pods/cart/portforward", v4)).toEqual([
      400,
      'query parameter "ports" is required',
    ]);
    expect((await refusal(kube, exec, ["v1.channel.k8s.io"]))[0]).toBe(400);
    kube.faults.add({ resource: "pods/exec", fault: { is: "forbidden" } });
    expect((await refusal(kube, exec, v4))[0]).toBe(403);
    kube.reset();
  });

  test.each([
    ["v1.34.0", ["get"], "open"],
    ["v1.35.0", ["get"], 403],
    ["v1.35.0", ["get", "create"], "open"],
  ])("into a pod of %s with the verbs %j: %s", async (version, verbs, outcome) => {
    const apiVersion = "rbac.authorization.k8s.io/v1";
    const subject = { kind: "User", name: "me" } as const;
    const strict = await startFakeKube({
      version,
      objects: [
        {
          apiVersion: "v1",
          kind: "Pod",
          metadata: { name: "cart", namespace: "shop" },
          spec: { containers: [{ name: "app" }] },
        },
      ],
      exec: () => ({}),
      rbac: {
        subject,
        objects: [
          {
            apiVersion,
            kind: "ClusterRole",
            metadata: { name: "exec" },
            rules: [{ apiGroups: [""], resources: ["pods/exec"], verbs }],
          },
          {
            apiVersion,
            kind: "ClusterRoleBinding",
            metadata: { name: "exec" },
            subjects: [subject],
            roleRef: { kind: "ClusterRole", name: "exec" },
          },
        ],
      },
    });
    expect((await refusal(strict, exec, ["v5.channel.k8s.io"]))[0]).toBe(outcome);
    await strict.stop();
  });
});
