import { describe, expect, test } from "vitest";
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import { fraction } from "../../src/model/fraction.ts";
import type { End, Hop, Trace } from "../../src/model/trace.ts";
import { claim } from "../../src/render/claim.ts";
import {
  branch,
  call,
  charge,
  culprit,
  delivered,
  end,
  finding,
  fork,
  observed,
  ref,
  sampleDiagnosis,
} from "./sample-diagnosis.ts";

const denied = end({ disposition: "denied", station: "authorization", at: "server", httpStatus: 403 });
const noEndpoint = end({ disposition: "no-endpoint", station: "endpoint", httpStatus: 503, responseFlag: "UH" });
const redirect = end({ disposition: "answered", station: "route", httpStatus: 301 });
const slow = { ...delivered(), delayMs: 5000 };

function trace(start: Hop | End, flow: Partial<Trace["flow"]> = {}): Trace {
  return { flow: { ...charge, ...flow }, start, assumptions: [] };
}

function halves(one: Hop | End, other: Hop | End): Hop {
  return fork("route", "canary", [branch(fraction(1, 2), "a", one), branch(fraction(1, 2), "b", other)]);
}

const unnamed = { named: false, method: undefined, path: undefined } as const;

describe("claim()", () => {
  test.each<[string, Diagnosis["verdict"], Trace]>([
    ["every POST /charge is delivered", "healthy", trace(delivered())],
    ["every call to port 8080 is delivered", "healthy", trace(delivered(), unnamed)],
    ["every connection to port 8080 is delivered", "healthy", trace(delivered(), { scheme: "tcp" })],
    ["every POST /charge is answered by the proxy (301)", "healthy", trace(redirect)],
    ["POST /charge: 50 % delivered, 50 % answered by the proxy (301)", "healthy", trace(halves(delivered(), redirect))],
    ["every POST /charge is refused (403)", "broken", trace(denied)],
    ["every POST /charge is refused (403)", "broken", trace(halves(denied, denied))],
    ["no POST /charge arrives: 50 % denied (403), 50 % no endpoint (503)", "broken", trace(halves(denied, noEndpoint))],
    ["50 % of POST /charge fail: no endpoint (503)", "degraded", trace(halves(delivered(), noEndpoint))],
    ["every POST /charge is delayed by 5 s", "degraded", trace(slow)],
    ["50 % of calls to port 8080 are delayed by 5 s", "degraded", trace(halves(slow, delivered()), unnamed)],
    ["cannot tell whether a POST /charge arrives", "unknown", trace(end({ disposition: "unknown", station: "tls" }))],
  ])("is %j", (text, verdict, first) => {
    expect(claim(sampleDiagnosis({ verdict, traces: [first] }))).toBe(text);
  });

  test("speaks of the request that is hurt, where it is not the first", () => {
    const traces = [trace(delivered()), trace(noEndpoint, { method: "GET", path: "/health" })];
    expect(claim(sampleDiagnosis({ verdict: "degraded", traces }))).toBe("every GET /health finds no endpoint (503)");
  });

  test("counts calls where logs decide", () => {
    const calls = [call(1, "503 UF", "client-proxy", true), call(2, "200", "application", false)];
    const given = { verdict: "degraded", basis: "traffic", observed: observed(calls) } as const;
    expect(claim(sampleDiagnosis(given))).toBe("1 of 2 calls failed (503), and no configuration explains it");
    const application = finding({
      check: "application/answers",
      step: "application",
      layer: "application",
      summary: "it fails",
      resource: culprit(ref("Deployment", "shop", "payment"), ""),
    });
    expect(claim(sampleDiagnosis({ ...given, findings: [application] }))).toBe(
      "the mesh delivers, the application fails 1 of 2 calls (503)",
    );
  });

  test("is the summary where no request was followed", () => {
    expect(claim(sampleDiagnosis({ verdict: "unknown", summary: "nothing was read", traces: [] }))).toBe(
      "nothing was read",
    );
  });
});
