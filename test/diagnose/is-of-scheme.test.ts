import { expect, test } from "vitest";
import { isOfScheme } from "../../src/diagnose/is-of-scheme.ts";
import type { JoinedLines } from "../../src/diagnose/join-lines.ts";
import type { Pair } from "../../src/model/pair.ts";
import type { Scheme } from "../../src/model/question.ts";

const call = (method: string | undefined): JoinedLines => ({ client: { method } }) as unknown as JoinedLines;
const sidecars = { viaGateway: false } as Pair;
const gateway = { viaGateway: true } as Pair;

test.each<[string, string | undefined, Scheme | undefined, Pair, boolean]>([
  ["a request is a call over HTTP", "GET", "http", sidecars, true],
  ["a request is a call where no scheme is asked for", "GET", undefined, sidecars, true],
  ["a request is no call of an application that speaks TLS", "GET", "https", sidecars, false],
  ["a request is no call of an application that speaks TCP", "GET", "tcp", sidecars, false],
  ["a connection is one", undefined, "tls", sidecars, true],
  ["a gateway reads requests of a TLS call, since it ends the TLS", "GET", "https", gateway, true],
])("%s", (_, method, scheme, pair, expected) => {
  expect(isOfScheme(call(method), scheme, pair)).toBe(expected);
});
