/**
 * Calls whose outcome Istio's own integration tests assert, asked as whole questions and judged by the verdict: the
 * same arguments and the same judgement as the corpus' own runner has.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Asked } from "../../../src/faces/question/question-from.ts";
import type { Diagnosis } from "../../../src/model/diagnosis.ts";
import { endings } from "../../../src/model/trace.ts";
import { objectsIn, overlaid, type RawObject, snapshotOf } from "../../support/snapshot.ts";
import { why } from "../../support/why.ts";

interface Party {
  readonly namespace?: string;
  readonly service?: string;
  readonly xForwardedFor?: string;
}

interface Call {
  readonly direction: "service-to-service" | "gateway";
  readonly from?: Party;
  readonly to?: Party;
  readonly gateway?: Party;
  readonly host?: string;
  readonly hostHeader?: string;
  readonly address?: string;
  readonly viaGateway?: unknown;
  readonly port?: number;
  readonly scheme?: string;
  readonly protocol?: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly jwtClaims?: Readonly<Record<string, unknown>>;
}

interface Given {
  readonly case: string;
  readonly config: string;
  readonly meshConfig?: Readonly<Record<string, unknown>>;
  readonly call: Call;
  /** `ok`, `deny`, `fail`, `reset`, or an HTTP status. */
  readonly expect: { readonly outcome: string; readonly distribution?: unknown };
}

/** Cases that are not met, each with its reason. One that is met after all fails, so that the list stays true. */
const knownGaps: Readonly<Record<string, string>> = {
  "gateway-404": "the Gateway's port number is a template's placeholder, so the object cannot be read",
};

const here = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");
const topology = objectsIn(here("topology.yaml"));
const configs = new Map(
  Object.entries(parse(here("configs.yaml")) as Record<string, string>).map(([key, text]) => [key, objectsIn(text)]),
);
const suites = parse(here("cases.yaml")) as Readonly<Record<string, readonly Given[]>>;
const all = Object.values(suites).flat();

describe.each(Object.entries(suites))("%s", (_, cases) => {
  const met = cases.filter((given) => knownGaps[given.case] === undefined);
  test.each(met.map((given) => [given.case, given] as const))("%s", (_name, given) => expectMet(given));

  const unmet = cases.filter((given) => knownGaps[given.case] !== undefined);
  for (const given of unmet) test.fails(`${given.case} (known gap: ${knownGaps[given.case]})`, () => expectMet(given));
});

test("no call went missing on either side", () => {
  const delivered = all.filter((given) => given.expect.outcome === "ok");
  expect({ delivered: delivered.length, refused: all.length - delivered.length }).toEqual({
    delivered: 187,
    refused: 126,
  });
});

test("every known gap is a case", () => {
  expect(Object.keys(knownGaps).filter((name) => all.every((given) => given.case !== name))).toEqual([]);
});

test("the cases name every configuration, and no other", () => {
  expect([...new Set(all.map(({ config }) => config))].sort()).toEqual([...configs.keys()].sort());
});

function expectMet(given: Given): void {
  const diagnosis = why(
    asked(given.call),
    snapshotOf(overlaid(topology, configs.get(given.config) ?? [], meshConfig(given))),
  );
  const { outcome, distribution } = given.expect;
  const said = `${diagnosis.verdict}: ${diagnosis.summary}`;
  if (outcome === "ok" && distribution !== undefined)
    expect(["healthy", "degraded"], said).toContain(diagnosis.verdict);
  else if (outcome === "ok") expect(diagnosis.verdict, said).toBe("healthy");
  else if (!/^\d+$/.test(outcome)) expect(diagnosis.verdict, said).toBe("broken");
  else if (Number(outcome) < 400 || diagnosis.verdict !== "broken")
    expect(statusOf(diagnosis), said).toBe(Number(outcome));
}

/** The first status that the request that was asked for ends with. */
function statusOf({ traces }: Diagnosis): number | undefined {
  return traces
    .slice(0, 1)
    .flatMap(endings)
    .find(({ end }) => end.httpStatus !== undefined)?.end.httpStatus;
}

function meshConfig({ meshConfig: mesh }: Given): readonly RawObject[] {
  if (mesh === undefined) return [];
  const metadata = { name: "istio", namespace: "istio-system" };
  return [{ apiVersion: "v1", kind: "ConfigMap", metadata, data: { mesh: JSON.stringify(mesh) } }];
}

/** The call in the words of the command line. */
function asked(call: Call): Asked {
  const { direction, address = "", host = "", port, protocol, scheme = protocol, method = "GET", path } = call;
  const isAddress = /^[0-9.]+$/.test(address) && call.viaGateway === undefined;
  return {
    from: nameOf(direction === "gateway" ? call.gateway : call.from, host),
    to: isAddress ? address : call.viaGateway === undefined ? nameOf(call.to, host) : host,
    port: port === undefined ? undefined : String(port),
    scheme: scheme === "http2" ? "http" : scheme,
    request: protocol === "tcp" || path === undefined ? undefined : `${method} ${path}`,
    header: headersOf(call),
  };
}

function nameOf(party: Party | undefined, host: string): string {
  return party?.service === undefined ? host : `${party.namespace}/${party.service}`;
}

function headersOf({ direction, host, hostHeader, from, headers = {}, jwtClaims }: Call): readonly string[] {
  const authority = hostHeader ?? (direction === "gateway" ? host : undefined);
  return [
    ...(authority === undefined ? [] : [`host: ${authority}`]),
    ...(from?.xForwardedFor === undefined ? [] : [`x-forwarded-for: ${from.xForwardedFor}`]),
    ...Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}`)),
    ...(jwtClaims === undefined ? [] : [`authorization: Bearer ${token(jwtClaims)}`]),
  ];
}

/** Taken as validly signed. */
function token(claims: Readonly<Record<string, unknown>>): string {
  const parts = [{ alg: "RS256", typ: "JWT" }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  return [...parts, "c2lnbmF0dXJl"].join(".");
}
