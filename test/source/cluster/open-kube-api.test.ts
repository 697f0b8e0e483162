import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { KubeApi } from "../../../src/source/cluster/kube-api.ts";
import { KubeTrouble } from "../../../src/source/cluster/kube-trouble.ts";
import { testCertificate, validity } from "../../support/kube/test-certificate.ts";
import { ownTime } from "../../support/own-time.ts";
import { clientOf, connectionTo, json, type Script, type ScriptedApi, scriptedApi, status } from "./scripted-api.ts";

const canary = "canary-token-of-the-test";
let server: ScriptedApi;
let api: KubeApi;
let waited: number[];
const soon = (ms = 1500): AbortSignal => AbortSignal.timeout(ms);
const name = (item: { readonly [key: string]: unknown }): unknown => item.name;

beforeEach(async () => {
  server = await scriptedApi();
  waited = [];
  api = clientOf(connectionTo(server.url, { ca: server.ca }), {}, waited);
});
afterEach(async () => {
  await api.close();
  await server.stop();
});

/** The trouble that a promise ends in; nothing else will do. */
async function troubleOf(promise: Promise<unknown>): Promise<KubeTrouble> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof KubeTrouble)) throw new Error(`no trouble but ${String(error)}`);
  expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain(canary);
  return error;
}

/** Answers the first tries so, and then well. */
function first(count: number, script: Script): Script {
  return (request, response, nth) => (nth <= count ? script(request, response, nth) : json(response, { fine: true }));
}

/** A list of so many numbered items, paged as asked. */
function paged(total: number, before: Script = () => undefined): Script {
  return (request, response, nth) => {
    before(request, response, nth);
    if (response.headersSent || response.destroyed) return;
    const { searchParams } = new URL(request.url ?? "", "https://x");
    const start = Number(searchParams.get("continue") ?? 0);
    const end = Math.min(total, start + Number(searchParams.get("limit") ?? total));
    const items = Array.from({ length: end - start }, (_, index) => ({ name: start + index }));
    const more = end < total ? { continue: String(end), remainingItemCount: total - end } : {};
    json(response, { kind: "PodList", metadata: more, items });
  };
}

describe("a request to an API server", () => {
  it("says who asks, with the token, for packed JSON", async () => {
    await api.get("/version", { signal: soon(), query: { a: "b c&d" } });
    expect(server.requests).toEqual(["GET /version?a=b+c%26d"]);
    expect(server.headers[0]).toMatchObject({
      accept: "application/json",
      "accept-encoding": "gzip",
      authorization: `Bearer ${canary}`,
      "user-agent": "meshwhy/1.2.3",
    });
  });

  it("keeps to few connections, however many ask at once", async () => {
    server.will((_, response) => setTimeout(() => json(response, {}), 5));
    await Promise.all(Array.from({ length: 60 }, () => api.get("/api", { signal: soon(5000) })));
    await api.get("/api", { signal: soon() });
    expect(server.requests).toHaveLength(61);
    expect(server.opened).toBeLessThanOrEqual(24);
    expect(api.stats.requests).toBe(61);
  });

  it("unpacks gzip, and counts the bytes of the wire and the server's time", async () => {
    const packed = gzipSync(JSON.stringify({ text: "a".repeat(100_000) }));
    server.will((_, response) =>
      response
        .writeHead(200, {
          "content-type": "application/json",
          "content-encoding": "gzip",
          date: "Fri, 20 Nov 2026 14:00:05 GMT",
        })
        .end(packed),
    );
    expect((await api.get("/api", { signal: soon() })).text).toHaveLength(100_000);
    expect(api.stats).toEqual({ requests: 1, bytes: packed.length, serverTime: "2026-11-20T14:00:05Z" });
  });

  it("goes below the path that a server lies behind", async () => {
    const behind = clientOf(connectionTo(`${server.url}/k8s/clusters/c-1`, { ca: server.ca }));
    await behind.get("/api/v1/pods", { signal: soon() });
    expect(server.requests).toEqual(["GET /k8s/clusters/c-1/api/v1/pods"]);
    await behind.close();
  });

  it.each(["/api/../secrets", "/api//x", "api", "/a?b=c", "/a#b", "/api/%2e%2e/x", "//evil.test/x", "/a b"])(
    "does not leave its path by %s",
    async (path) => {
      await expect(api.get(path, { signal: soon() })).rejects.toThrow(/Not a path/);
      expect(server.requests).toEqual([]);
    },
  );

  it("posts reviews and nothing else", async () => {
    server.will((_, response) => json(response, { status: { allowed: true } }, 201));
    const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    expect(await api.review(path, { spec: {} }, { signal: soon() })).toEqual({ status: { allowed: true } });
    await expect(api.review("/api/v1/namespaces/x/pods", {}, { signal: soon() })).rejects.toThrow(/Not a review/);
    expect(server.requests).toEqual([`POST ${path}`]);
  });

  it("gives the newest lines of a text", async () => {
    server.will((_, response) => response.writeHead(200, { "content-type": "text/plain" }).end("one\ntwo\nthree\n"));
    expect(await api.text("/log", { signal: soon(), limitBytes: 10 })).toBe("two\nthree\n");
    expect(await api.text("/log", { signal: soon(), limitBytes: 9 })).toBe("three\n");
    expect(await api.text("/log", { signal: soon(), limitBytes: 100 })).toBe("one\ntwo\nthree\n");
  });
});

describe("a list", () => {
  it("is read page by page, each item kept as the caller wants it", async () => {
    server.will(paged(1203));
    const pages: unknown[] = [];
    const listed = await api.list(
      "/api/v1/pods",
      { signal: soon(), query: { labelSelector: "app=a" }, onPage: (done, total) => pages.push([done, total]) },
      (item) => (Number(item.name) % 2 === 0 ? item.name : undefined),
    );
    expect(listed.items).toHaveLength(602);
    expect(listed).toMatchObject({ complete: true, remaining: 0 });
    expect(pages).toEqual([
      [500, 1203],
      [1000, 1203],
      [1203, 1203],
    ]);
    expect(server.requests[1]).toBe("GET /api/v1/pods?labelSelector=app%3Da&limit=500&continue=500");
  });

  it("stops at the most that is wanted, and says what is left", async () => {
    server.will(paged(40));
    const listed = await api.list("/api/v1/pods", { signal: soon(), most: 25, pageSize: 10 }, name);
    expect(listed.items).toHaveLength(25);
    expect(listed).toMatchObject({ complete: false, remaining: 15 });
    expect(await api.list("/api/v1/pods", { signal: soon(), most: 40 }, name)).toMatchObject({ complete: true });
  });

  it("can be of metadata only", async () => {
    server.will((_, response) => json(response, { items: null }));
    expect(await api.list("/api/v1/pods", { signal: soon(), metadataOnly: true }, name)).toMatchObject({ items: [] });
    expect(server.headers[0]?.accept).toMatch(/^application\/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,/);
  });

  it("is begun again where it expires on the way, and nothing is kept twice", async () => {
    server.will(
      paged(12, (_, response, nth) => {
        if (nth === 2) status(response, 410, "expired");
      }),
    );
    const listed = await api.list("/api/v1/pods", { signal: soon(), pageSize: 5 }, name);
    expect(listed.items).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(server.requests).toHaveLength(5);
  });

  it("that always expires is asked for in one piece", async () => {
    server.will(
      paged(12, (request, response) => {
        if (request.url?.includes("continue")) status(response, 410, "expired");
      }),
    );
    const listed = await api.list("/api/v1/pods", { signal: soon(), pageSize: 5 }, name);
    expect(listed.items).toHaveLength(12);
    expect(server.requests.filter((request) => !request.includes("continue"))).toHaveLength(4);
    expect(server.requests.at(-1)).toBe("GET /api/v1/pods");
  });

  it("that is gone even so has gone", async () => {
    server.will((_, response) => status(response, 410, "expired"));
    expect(await troubleOf(api.list("/api/v1/pods", { signal: soon() }, name))).toMatchObject({
      kind: "gone",
      status: 410,
    });
    expect(server.requests).toHaveLength(4);
  });

  it("of large objects is read by smaller pages", async () => {
    const large = "x".repeat(10_000);
    server.will((request, response) => {
      const { searchParams } = new URL(request.url ?? "", "https://x");
      const start = Number(searchParams.get("continue") ?? 0);
      const end = Math.min(60, start + Number(searchParams.get("limit")));
      const items = Array.from({ length: end - start }, (_, index) => ({ name: start + index, large }));
      json(response, { metadata: end < 60 ? { continue: String(end) } : {}, items });
    });
    const small = clientOf(connectionTo(server.url, { ca: server.ca }), { answerBytes: 150_000 });
    const listed = await small.list("/api/v1/pods", { signal: soon(), pageSize: 50 }, name);
    expect(listed.items).toEqual(Array.from({ length: 60 }, (_, index) => index));
    await small.close();
  });

  it("of objects that are too large even so fails, and the client goes on", async () => {
    server.will((_, response) => json(response, { items: [{ large: "x".repeat(500_000) }] }));
    const small = clientOf(connectionTo(server.url, { ca: server.ca }), { answerBytes: 100_000 });
    expect(await troubleOf(small.list("/x", { signal: soon() }, name))).toMatchObject({ kind: "too-large" });
    server.will((_, response) => json(response, { fine: true }));
    expect(await small.get("/x", { signal: soon() })).toEqual({ fine: true });
    await small.close();
  });

  it("holds ten megabytes in one object", async () => {
    server.will((_, response) => json(response, { items: [{ name: 1, large: "x".repeat(10_000_000) }] }));
    expect((await api.list("/x", { signal: soon(5000) }, name)).items).toEqual([1]);
  });

  it("that pages in a circle is garbled", async () => {
    server.will((_, response) => json(response, { metadata: { continue: "same" }, items: [] }));
    expect(await troubleOf(api.list("/x", { signal: soon() }, name))).toMatchObject({ kind: "garbled" });
  });

  it.each([{ items: "none" }, { items: [1] }, { items: {} }])("that is none is garbled: %j", async (answer) => {
    server.will((_, response) => json(response, answer));
    expect(await troubleOf(api.list("/x", { signal: soon() }, name))).toMatchObject({ kind: "garbled" });
  });
});

describe("what passes by itself is tried again:", () => {
  const cases: readonly [string, Script][] = [
    ...[429, 500, 502, 503, 504].map((code): [string, Script] => [
      String(code),
      (_, response) => status(response, code, "not now"),
    ]),
    ["a reset before the answer", (request) => request.socket.destroy()],
    [
      "a reset in the middle of the answer",
      (request, response) => {
        response.writeHead(200, { "content-type": "application/json" }).write('{"fine":');
        setTimeout(() => request.socket.destroy(), 10);
      },
    ],
    [
      "an answer that is shorter than it says",
      (request, response) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": "100" }).write('{"fine":');
        setTimeout(() => request.socket.destroy(), 10);
      },
    ],
    [
      "JSON that was cut short",
      (_, response) => response.writeHead(200, { "content-type": "application/json" }).end('{"fine":'),
    ],
    [
      "gzip that was cut short",
      (_, response) =>
        response
          .writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" })
          .end(gzipSync(randomBytes(500)).subarray(0, 200)),
    ],
    ["no answer at all", (_, response) => response.writeHead(200).end()],
  ];
  it.each(cases)("%s", async (_, script) => {
    server.will(first(2, script));
    expect(await api.get("/api", { signal: soon() })).toEqual({ fine: true });
    expect(server.requests).toHaveLength(3);
    // Waits double: half of each is chance.
    expect(waited).toEqual([3, 6]);
  });

  it.each(cases)("%s, but not for ever", async (_, script) => {
    server.will(first(99, script));
    await troubleOf(api.get("/api", { signal: soon() }));
    expect(server.requests).toHaveLength(3);
  });

  it("as late as the server asks", async () => {
    server.will(first(1, (_, response) => status(response, 429, "busy", { "retry-after": "7" })));
    await api.get("/api", { signal: soon() });
    expect(waited).toEqual([7002]);
  });

  it("as late as the server asks by a date", async () => {
    const date = "Fri, 20 Nov 2026 14:00:03 GMT";
    server.will(first(1, (_, response) => status(response, 503, "busy", { "retry-after": date })));
    await api.get("/api", { signal: soon() });
    expect(waited).toEqual([3002]);
  });

  it("but not where the server asks for more than anybody waits", async () => {
    server.will(first(9, (_, response) => status(response, 429, "busy", { "retry-after": "86400" })));
    expect(await troubleOf(api.get("/api", { signal: soon() }))).toMatchObject({ kind: "overloaded", status: 429 });
    expect(waited).toEqual([]);
  });

  it("but not beyond the deadline, and then it is said what was wrong", async () => {
    server.will((_, response) => status(response, 429, "busy", { "retry-after": "5" }));
    expect(await troubleOf(api.get("/api", { signal: soon(150) }))).toMatchObject({ kind: "overloaded" });
  });
});

describe("a refusal", () => {
  it.each([
    [400, "refused"],
    [401, "unauthorized"],
    [403, "forbidden"],
    [404, "not-found"],
    [406, "refused"],
    [410, "gone"],
    [422, "refused"],
    [501, "refused"],
  ])("of %i is told at once as %s, with what the server says", async (code, kind) => {
    server.will((_, response) => status(response, code, "because\u0000 so\u202e"));
    const trouble = await troubleOf(api.get("/api", { signal: soon() }));
    expect(trouble).toMatchObject({ kind, status: code });
    expect(trouble.message).toBe(`the API server of "test" answers ${code}: because  so`);
    expect(server.requests).toHaveLength(1);
  });

  it("is cut where it is long, and never repeats the token", async () => {
    server.will((_, response) => status(response, 403, `no ${canary} ${"long ".repeat(1000)}`));
    const { message } = await troubleOf(api.get("/api", { signal: soon() }));
    expect(message).toMatch(/answers 403: no … long/);
    expect(message.length).toBeLessThan(360);
  });

  it("that is a page of a proxy is not repeated", async () => {
    server.will((_, response) => response.writeHead(403, { "content-type": "text/html" }).end("<b>evil</b>"));
    expect((await troubleOf(api.get("/api", { signal: soon() }))).message).toBe('the API server of "test" answers 403');
  });

  it("by redirect is not followed", async () => {
    server.will((_, response) => response.writeHead(302, { location: "https://evil.test/" }).end());
    expect(await troubleOf(api.get("/api", { signal: soon() }))).toMatchObject({ kind: "refused", status: 302 });
    expect(server.requests).toHaveLength(1);
  });

  it("without end is cut", async () => {
    server.will((_, response) => {
      response.writeHead(403, { "content-type": "application/json" });
      const pour = (): void => {
        while (response.write("x".repeat(65_536)) && !response.destroyed) {}
      };
      response.on("drain", pour);
      pour();
    });
    expect(await troubleOf(api.get("/api", { signal: soon() }))).toMatchObject({ kind: "forbidden" });
  });
});

describe("an answer that is no answer", () => {
  const html = (response: ServerResponse): unknown =>
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<html>Sign in</html>");
  it("is garbled at once where it is a login page", async () => {
    server.will((_, response) => html(response));
    const trouble = await troubleOf(api.get("/api", { signal: soon() }));
    expect(trouble.kind).toBe("garbled");
    expect(trouble.message).toMatch(/HTML page/);
    expect(trouble.message).not.toMatch(/Sign in/);
    expect(server.requests).toHaveLength(1);
    expect(await troubleOf(api.text("/log", { signal: soon(), limitBytes: 10 }))).toMatchObject({ kind: "garbled" });
  });

  it.each(["[1]", "null", '"text"', "12"])("is garbled where it is other JSON: %s", async (body) => {
    server.will((_, response) => response.writeHead(200, { "content-type": "application/json" }).end(body));
    expect(await troubleOf(api.get("/api", { signal: soon() }))).toMatchObject({ kind: "garbled" });
  });

  it("is garbled where it is no HTTP", async () => {
    server.will((request) => request.socket.end("SSH-2.0-OpenSSH_9\r\n\r\n"));
    expect(await troubleOf(api.get("/api", { signal: soon() }))).toMatchObject({ kind: "garbled" });
  });

  it("is too large where it unpacks without end", async () => {
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024));
    server.will((_, response) =>
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(bomb),
    );
    expect(await troubleOf(api.get("/api", { signal: soon(5000) }))).toMatchObject({ kind: "too-large" });
  });
});

describe("the deadline ends", () => {
  const drip = (response: ServerResponse): void => {
    response.writeHead(200, { "content-type": "application/json" });
    const timer = setInterval(() => response.write(" "), 10);
    response.on("close", () => clearInterval(timer));
  };
  it.each<[string, Script]>([
    ["a server that never answers", () => undefined],
    ["headers without a body", (_, response) => response.writeHead(200).flushHeaders()],
    ["a body that drips", (_, response) => drip(response)],
    [
      "a list whose second page never comes",
      (_, response, nth) => nth === 1 && json(response, { metadata: { continue: "1" }, items: [] }),
    ],
  ])("%s", async (_, script) => {
    server.will(script);
    const spent = ownTime();
    expect(await troubleOf(api.list("/api", { signal: soon(200) }, name))).toMatchObject({ kind: "timeout" });
    expect(spent()).toBeLessThan(1200);
  });

  it("a wait for a free connection", async () => {
    server.will(() => undefined);
    const troubles = await Promise.all(
      Array.from({ length: 20 }, () => troubleOf(api.get("/api", { signal: soon(200) }))),
    );
    expect(new Set(troubles.map(({ kind }) => kind))).toEqual(new Set(["timeout"]));
  });

  it("a question that comes after it", async () => {
    expect(await troubleOf(api.get("/api", { signal: AbortSignal.abort() }))).toMatchObject({ kind: "timeout" });
    expect(server.requests).toEqual([]);
  });

  it("no try that fell silent: that one is tried again", async () => {
    server.will(first(1, () => undefined));
    const impatient = clientOf(connectionTo(server.url, { ca: server.ca }), { silenceMs: 300 });
    expect(await impatient.get("/api", { signal: soon(8000) })).toEqual({ fine: true });
    await impatient.close();
  });
});

describe("credentials", () => {
  it("that are refused are renewed once", async () => {
    const asked: unknown[] = [];
    const made = { headers: { authorization: "Bearer old-and-expired" }, tls: { ca: server.ca } };
    const newer = { headers: { authorization: "Bearer new-and-good" }, tls: { ca: server.ca } };
    let held = made;
    const rotating = clientOf({
      ...connectionTo(server.url),
      access: (_, refused) => {
        asked.push(refused);
        if (refused === held) held = newer;
        return Promise.resolve(held);
      },
    });
    server.will((request, response) =>
      request.headers.authorization === "Bearer new-and-good"
        ? json(response, { fine: true })
        : status(response, 401, "Unauthorized"),
    );
    expect(await rotating.get("/api", { signal: soon() })).toEqual({ fine: true });
    expect(server.requests).toHaveLength(2);
    server.will((_, response) => status(response, 401, "Unauthorized"));
    expect(await troubleOf(rotating.get("/api", { signal: soon() }))).toMatchObject({ kind: "unauthorized" });
    await rotating.close();
  });

  it("that do not come are not waited for beyond the deadline, and it is said what was waited for", async () => {
    const never = clientOf({
      ...connectionTo(server.url),
      access: (signal) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
    });
    const trouble = await troubleOf(never.get("/api", { signal: soon(100) }));
    expect(trouble).toMatchObject({ kind: "timeout", message: 'the credentials for "test" have not come in time' });
    await never.close();

    const hanging = clientOf({
      ...connectionTo(server.url),
      plugin: "sso-login",
      access: (signal) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
    });
    expect(await troubleOf(hanging.get("/api", { signal: soon(100) }))).toMatchObject({
      message:
        'the credentials for "test" have not come in time from the plugin "sso-login": kubectl with the same context shows what it waits for',
    });
    await hanging.close();
  });

  it("whose certificate changes get connections of their own, and the old ones go", async () => {
    const pair = testCertificate({ subject: "meshwhy test", names: ["client"], ...validity(false) });
    let tls: object = { ca: server.ca };
    const changing = clientOf({
      ...connectionTo(server.url),
      access: () => Promise.resolve({ headers: {}, tls }),
    });
    await changing.get("/api", { signal: soon() });
    tls = { ca: server.ca, cert: pair.cert, key: pair.key };
    await changing.get("/api", { signal: soon() });
    await changing.get("/api", { signal: soon() });
    expect(server.opened).toBeGreaterThanOrEqual(2);
    await changing.close();
    await expect.poll(() => server.open).toBe(0);
  });
});

describe("no connection comes about", () => {
  const names = ["127.0.0.1"];
  it.each([
    [
      "an expired certificate",
      testCertificate({ subject: "meshwhy test", names, ...validity(true) }),
      true,
      "its certificate has expired",
    ],
    [
      "a stranger's certificate",
      testCertificate({ subject: "meshwhy test", names, ...validity(false) }),
      false,
      "self-signed and not trusted",
    ],
    [
      "a certificate of another name",
      testCertificate({ subject: "meshwhy test", names: ["other.test"], ...validity(false) }),
      true,
      "its certificate is for another host name",
    ],
  ])("with %s", async (_, certificate, trusted, why) => {
    const odd = await scriptedApi(certificate);
    const client = clientOf(connectionTo(odd.url, trusted ? { ca: odd.ca } : {}));
    const trouble = await troubleOf(client.get("/api", { signal: soon() }));
    expect(trouble).toMatchObject({ kind: "unreachable", status: undefined });
    expect(trouble.message).toContain(why);
    expect(odd.requests).toEqual([]);
    await client.close();
    await odd.stop();
  });

  it("to a host that is unknown, a port that is closed, a server without TLS", async () => {
    const { createServer } = await import("node:http");
    const plain = createServer((_, response) => response.end("{}"));
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    const { port } = plain.address() as { port: number };
    const refusedAt = await scriptedApi();
    await refusedAt.stop();
    for (const [url, why] of [
      ["https://no-such-host.invalid", /host name is unknown|could not be looked up/],
      [refusedAt.url, /the connection was refused/],
      [`https://127.0.0.1:${port}`, /does not speak TLS/],
    ] as const) {
      const client = clientOf(connectionTo(url));
      const trouble = await troubleOf(client.get("/api", { signal: soon(4000) }));
      expect(trouble.kind).toBe("unreachable");
      expect(trouble.message).toMatch(why);
      await client.close();
    }
    await new Promise((resolve) => plain.close(resolve));
  });

  it("after it was closed, and what was under way ends", async () => {
    server.will(() => undefined);
    const underWay = troubleOf(api.get("/api", { signal: soon(5000) }));
    await expect.poll(() => server.requests.length).toBe(1);
    await api.close();
    expect(await underWay).toMatchObject({ kind: "unreachable" });
    expect(await troubleOf(api.get("/api", { signal: soon() }))).toMatchObject({ kind: "unreachable" });
    await expect.poll(() => server.open).toBe(0);
  });
});
