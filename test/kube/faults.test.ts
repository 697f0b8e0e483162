import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type KubeAsker, kubeAsker } from "../support/kube/ask-kube.ts";
import type { Fault } from "../support/kube/faults.ts";
import { type FakeKube, startFakeKube } from "../support/kube/start-fake-kube.ts";

const objects = Array.from({ length: 4 }, (_, index) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: `pod-${index}`, namespace: "shop" },
}));

let kube: FakeKube;
const askers: Record<"HTTP/1.1" | "HTTP/2", KubeAsker | undefined> = { "HTTP/1.1": undefined, "HTTP/2": undefined };

function asker(version: "HTTP/1.1" | "HTTP/2" = "HTTP/2"): KubeAsker {
  askers[version] ??= kubeAsker(kube, { http2: version === "HTTP/2" });
  return askers[version];
}

async function closeAskers(): Promise<void> {
  for (const one of Object.values(askers)) await one?.close();
  askers["HTTP/1.1"] = undefined;
  askers["HTTP/2"] = undefined;
}

beforeAll(async () => {
  kube = await startFakeKube({ objects });
});
afterEach(async () => {
  await closeAskers();
  kube.reset();
});
afterAll(() => kube.stop());

function failing(fault: Fault): void {
  kube.faults.add({ path: /^\/api\/v1\/pods/, fault });
}

describe("a fault", () => {
  test.each<readonly [string, number, Fault]>([
    ["TooManyRequests", 429, { is: "too-many", retryAfterSeconds: 2 }],
    ["InternalError", 500, { is: "status", code: 500 }],
    ["ServiceUnavailable", 503, { is: "status", code: 503 }],
    ["Unauthorized", 401, { is: "unauthorized" }],
    ["Forbidden", 403, { is: "forbidden" }],
  ])("answers with the Status %s (%i)", async (reason, status, fault) => {
    failing(fault);
    const reply = await asker().ask("/api/v1/pods");
    expect([reply.status, reply.json.reason]).toEqual([status, reason]);
    expect(reply.headers.get("retry-after")).toBe("retryAfterSeconds" in fault ? "2" : null);
    expect((await asker().ask("/api/v1/services")).status).toBe(200);
  });

  test("may befall some requests only, and begin late", async () => {
    kube.faults.add({ resource: "pods", after: 1, times: 2, fault: { is: "status", code: 500 } });
    const seen: number[] = [];
    for (const path of ["pods", "pods", "services", "namespaces/shop/pods", "pods"])
      seen.push((await asker().ask(`/api/v1/${path}`)).status);
    expect(seen).toEqual([200, 500, 200, 500, 200]);
  });

  test("may befall those only who go on with a list", async () => {
    failing({ is: "expired" });
    const first = await asker().ask("/api/v1/pods?limit=2");
    expect(first.status).toBe(200);
    expect((await asker().ask(`/api/v1/pods?limit=2&continue=${first.json.metadata.continue}`)).status).toBe(410);
  });

  test.each(["HTTP/1.1", "HTTP/2"] as const)("breaks the connection before or in an answer: %s", async (version) => {
    for (const is of ["reset", "reset-mid-body"] as const) {
      kube.faults.add({ fault: { is }, times: 1 });
      await expect(asker(version).ask("/api/v1/pods"), is).rejects.toThrow();
      expect((await asker(version).ask("/api/v1/pods")).status).toBe(200);
    }
  });

  test.each(["HTTP/1.1", "HTTP/2"] as const)("never ends: %s", async (version) => {
    for (const fault of [
      { is: "hang" },
      { is: "hang-mid-body" },
      { is: "drip", everyMs: 5 },
      { is: "flood" },
    ] as const) {
      kube.faults.add({ fault, times: 1 });
      const asked = asker(version).ask("/api/v1/pods", { signal: AbortSignal.timeout(120) });
      await expect(asked, fault.is).rejects.toThrow(/timeout/);
    }
    // Nothing goes on for a reader who has left.
    await expect.poll(() => kube.requests.filter(({ endedAt }) => endedAt === Number.POSITIVE_INFINITY)).toEqual([]);
    expect((await asker(version).ask("/api/v1/pods")).status).toBe(200);
  });

  test("cuts the JSON, or sends what is none", async () => {
    kube.faults.add({ fault: { is: "truncated" }, times: 1 }, { fault: { is: "garbage" }, times: 1 });
    const truncated = await asker().ask("/api/v1/pods");
    expect(truncated.text).toMatch(/^\{"kind":"PodList"/);
    expect(() => truncated.json).toThrow(SyntaxError);
    const garbage = await asker().ask("/api/v1/pods");
    expect(garbage.status).toBe(200);
    expect(garbage.headers.get("content-type")).toBe("text/html");
  });

  test("sends another type, or an object that is far too large", async () => {
    kube.faults.add({ fault: { is: "content-type", type: "text/plain" }, times: 1 });
    expect((await asker().ask("/api/v1/pods")).headers.get("content-type")).toBe("text/plain");
    kube.faults.add({ fault: { is: "huge", bytes: 10_000_000 } });
    const { text, json } = await asker().ask("/api/v1/pods");
    expect(text.length).toBeGreaterThan(10_000_000);
    expect(json.items).toHaveLength(4);
  });

  test("takes its time", async () => {
    kube.faults.add({ fault: { is: "slow", ms: 80 }, times: 1 });
    await asker().ask("/api/v1/pods");
    const { startedAt, endedAt } = kube.requests[0] ?? { startedAt: 0, endedAt: 0 };
    expect(endedAt - startedAt).toBeGreaterThan(75);
  });

  test.each([
    ["untrusted", "DEPTH_ZERO_SELF_SIGNED_CERT"],
    ["wrong-host", "ERR_TLS_CERT_ALTNAME_INVALID"],
    ["expired", "CERT_HAS_EXPIRED"],
  ] as const)("shows a certificate that is %s", async (shown, code) => {
    kube.faults.certificate(shown);
    await expect(asker().ask("/version")).rejects.toMatchObject({ cause: { code } });
    kube.faults.clear();
    await closeAskers();
    expect((await asker().ask("/version")).status).toBe(200);
  });
});
