/** One request walked through a small mesh, and where it ends, in a line. */
import { expect, test } from "vitest";
import { flowsFor } from "../../src/diagnose/flows.ts";
import { resolvePair } from "../../src/diagnose/resolve-pair.ts";
import { type Asked, questionFrom } from "../../src/faces/question/question-from.ts";
import { createMesh } from "../../src/mesh/create-mesh.ts";
import { isGood } from "../../src/model/disposition.ts";
import { add, type Fraction, isOne } from "../../src/model/fraction.ts";
import type { Mesh } from "../../src/model/mesh.ts";
import type { Kind } from "../../src/model/resource-kinds.ts";
import { type End, endings, type Trace } from "../../src/model/trace.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { type Given, objectsOf } from "./manifests.ts";
import { smallMesh } from "./small-mesh.ts";
import { overlaid, snapshotOf } from "./snapshot.ts";

/** Which request; checkout asks payment on port 8080 where nothing else is said. */
export interface Call extends Partial<Asked> {
  /** The name that the application dials, where it is not the FQDN. */
  readonly dial?: string;
  readonly unread?: readonly Kind[];
}

/** The small mesh with these objects put over it. */
export function meshWith(given: readonly Given[], unread: readonly Kind[] = []): Mesh {
  return createMesh(snapshotOf(overlaid(smallMesh, objectsOf(given)), { unread }));
}

export function walk(given: readonly Given[], { dial, unread = [], ...asked }: Call = {}): Trace {
  const mesh = meshWith(given, unread);
  const port = asked.to === undefined ? "8080" : undefined;
  const question = questionFrom({ from: "checkout", to: "payment", port, request: "GET /", ...asked });
  const pair = resolvePair(mesh, question);
  const [flow] = flowsFor(mesh, pair, question, []).flows;
  if (flow === undefined) throw new Error("Cannot walk: there is no flow");
  return simulate(mesh, pair, dial === undefined ? flow : { ...flow, host: dial });
}

/**
 * `9/10 delivered mTLS; 1/10 no-endpoint 503 UH no-endpoints`: share (left out where it is all), disposition, status,
 * flag, cause. Equal endings are one.
 */
export function ways(trace: Trace): string {
  const shares = new Map<string, Fraction>();
  for (const { end, share } of endings(trace)) {
    const text = endText(end);
    const known = shares.get(text);
    shares.set(text, known === undefined ? share : add(known, share));
  }
  return [...shares].map(([text, share]) => (isOne(share) ? text : `${share.n}/${share.d} ${text}`)).join("; ");
}

function endText({ disposition, httpStatus, grpcStatus, responseFlag, cause, landed, delayMs }: End): string {
  const good = disposition === "delivered" ? (landed?.mtls === true ? "mTLS" : "plaintext") : undefined;
  const parts = [
    disposition,
    good,
    httpStatus,
    grpcStatus === undefined ? undefined : `grpc ${grpcStatus}`,
    responseFlag === "-" ? undefined : responseFlag,
    cause?.code,
    delayMs === undefined ? undefined : `after ${delayMs} ms`,
  ];
  return parts.filter((part) => part !== undefined).join(" ");
}

/** Where a request lands: `3/4 payment:8080; 1/4 orders:8080`. Failures as in `ways`. */
export function landings(trace: Trace): string {
  const shares = new Map<string, Fraction>();
  for (const { end, share } of endings(trace)) {
    const bad = isGood(end.disposition) ? "" : `${end.disposition} `;
    const text = end.landed === undefined ? endText(end) : `${bad}${end.landed.host.split(".")[0]}:${end.landed.port}`;
    const known = shares.get(text);
    shares.set(text, known === undefined ? share : add(known, share));
  }
  return [...shares].map(([text, share]) => (isOne(share) ? text : `${share.n}/${share.d} ${text}`)).join("; ");
}

/** A sentence, what is put over the small mesh, where the request ends, and which request it is. */
export type Row = readonly [sentence: string, given: readonly Given[], ends: string, call?: Call];

/** One test per row. */
export function table(rows: readonly Row[], tell: (trace: Trace) => string = ways): void {
  for (const [sentence, given, ends, call] of rows)
    test(sentence, () => {
      expect(tell(walk(given, call))).toBe(ends);
    });
}
