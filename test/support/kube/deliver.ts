/** Writes answers to connections: whole, packed, or as a fault has it. */
import type { ServerResponse } from "node:http";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { constants, createGzip } from "node:zlib";
import type { Fault } from "./faults.ts";
import type { KubeAnswer } from "./kube-answer.ts";

/** What an API server packs at least. */
const packedFrom = 128 * 1024;

/** @returns how many bytes of body were sent */
export async function deliver(answer: KubeAnswer, response: ServerResponse, packs: boolean): Promise<number> {
  const pieces = answer.body[Symbol.iterator]();
  const head: Buffer[] = [];
  let length = 0;
  let piece = pieces.next();
  while (piece.done !== true && length < packedFrom) {
    const bytes = Buffer.from(piece.value);
    head.push(bytes);
    length += bytes.length;
    piece = pieces.next();
  }
  const headers = { "content-type": answer.type, "cache-control": "no-cache, private", ...answer.headers };
  if (piece.done === true && (length < packedFrom || !packs)) {
    response.writeHead(answer.status, { ...headers, "content-length": length });
    response.end(Buffer.concat(head));
    return length;
  }
  const first = piece;
  const rest = function* (): Iterable<Buffer> {
    yield* head;
    for (let next = first; next.done !== true; next = pieces.next()) yield Buffer.from(next.value);
  };
  response.writeHead(
    answer.status,
    packs ? { ...headers, "content-encoding": "gzip", vary: "Accept-Encoding" } : headers,
  );
  let sent = 0;
  const count = new PassThrough();
  count.on("data", (bytes: Buffer) => {
    sent += bytes.length;
  });
  // A reader who goes away in the middle is none of the server's business.
  const source = Readable.from(rest(), { objectMode: false });
  if (packs)
    await pipeline(source, createGzip({ level: constants.Z_BEST_SPEED }), count, response).catch(() => undefined);
  else await pipeline(source, count, response).catch(() => undefined);
  return sent;
}

/** Sends as a fault has it. @returns how many bytes of body were sent; `undefined`: the fault is none of sending */
export async function deliverFaulty(
  fault: Fault,
  answer: () => Promise<KubeAnswer>,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<number | undefined> {
  switch (fault.is) {
    case "hang":
      await gone(response, signal);
      return 0;
    case "reset":
      broken(response);
      return 0;
    case "hang-mid-body":
    case "reset-mid-body":
    case "truncated":
    case "drip":
    case "flood":
      return partly(fault, await answer(), response, signal);
    default:
      return undefined;
  }
}

async function partly(
  fault: Fault,
  answer: KubeAnswer,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<number> {
  const whole = Buffer.concat([...answer.body].map((piece) => Buffer.from(piece)));
  const half = whole.subarray(0, Math.max(1, whole.length >> 1));
  const headers = { "content-type": answer.type, ...answer.headers };
  if (fault.is === "truncated") {
    response.writeHead(answer.status, { ...headers, "content-length": half.length }).end(half);
    return half.length;
  }
  if (fault.is === "drip" || fault.is === "flood") {
    const start = whole.subarray(0, whole.indexOf("{") + 1);
    response.writeHead(answer.status, headers);
    response.write(start);
    return start.length + (await spaces(fault.is === "drip" ? fault.everyMs : 0, response, signal));
  }
  response.writeHead(answer.status, { ...headers, "content-length": whole.length });
  await new Promise((resolve) => response.write(half, resolve));
  if (fault.is === "hang-mid-body") await gone(response, signal);
  else broken(response);
  return half.length;
}

async function spaces(everyMs: number, response: ServerResponse, signal: AbortSignal): Promise<number> {
  const some = Buffer.alloc(everyMs > 0 ? 1 : 65_536, " ");
  let sent = 0;
  let isOver = false;
  const end = gone(response, signal).then(() => {
    isOver = true;
  });
  while (!isOver) {
    const isTaken = response.write(some);
    sent += some.length;
    // A turn of the loop each time: whoever goes away would not be noticed otherwise.
    if (everyMs > 0) await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    else await (isTaken ? setImmediate() : Promise.race([event(response, "drain"), end]));
  }
  return sent;
}

function event(response: ServerResponse, name: string): Promise<void> {
  return new Promise((resolve) => response.once(name, () => resolve()));
}

/** Waits until the reader has gone, or the server stops. */
function gone(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    response.once("close", () => resolve());
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** The connection ends with a reset; over HTTP/2 the stream does, and with it the connection. */
function broken(response: ServerResponse): void {
  const { stream } = response as unknown as {
    readonly stream?: { readonly session?: { destroy(): void; socket: object } };
  };
  if (stream?.session !== undefined) stream.session.destroy();
  else response.socket?.destroy();
}
