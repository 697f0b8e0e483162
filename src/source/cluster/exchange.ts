import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Dispatcher } from "undici";
import type { Query } from "./kube-api.ts";

/** A request as the wire takes it. */
export interface WireRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly query: Query;
  readonly accept: string;
  /** JSON. */
  readonly body?: string;
}

/** An answer that was read to its end, unpacked. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** An answer of more bytes than are held. */
export class TooLarge extends Error {
  override readonly name = "TooLarge";
}

const unpack = promisify(gunzip);
/** Of the body of a refusal only the message counts. */
const refusalBytes = 256 * 1024;

/**
 * Sends a request once and reads the answer, all within the signal; redirects are not followed.
 * @param onBytes told how many bytes came over the wire, piece by piece
 * @throws TooLarge, and whatever the connection throws
 */
export async function exchange(
  dispatcher: Dispatcher,
  target: URL,
  request: WireRequest,
  headers: Readonly<Record<string, string | string[]>>,
  limitBytes: number,
  signal: AbortSignal,
  onBytes: (count: number) => void,
): Promise<WireAnswer> {
  const answer = await dispatcher.request({
    origin: target.origin,
    path: target.pathname + target.search,
    method: request.method,
    headers,
    signal,
    ...(request.body === undefined ? {} : { body: request.body }),
  });
  const isRefusal = answer.statusCode >= 400;
  const most = isRefusal ? Math.min(refusalBytes, limitBytes) : limitBytes;
  const pieces: Buffer[] = [];
  let size = 0;
  // A body that fails after it was given up would otherwise have nobody to tell.
  answer.body.on("error", () => undefined);
  for await (const piece of answer.body as AsyncIterable<Buffer>) {
    size += piece.length;
    onBytes(piece.length);
    if (size > most) {
      if (isRefusal) break;
      throw new TooLarge();
    }
    pieces.push(piece);
  }
  const { statusCode: status, headers: got } = answer;
  return {
    status,
    headers: got,
    body: await unpacked(Buffer.concat(pieces), got["content-encoding"], most, isRefusal),
  };
}

async function unpacked(
  body: Buffer,
  encoding: string | string[] | undefined,
  most: number,
  isRefusal: boolean,
): Promise<Buffer> {
  if (encoding !== "gzip" || body.length === 0) return body;
  try {
    return await unpack(body, { maxOutputLength: most, chunkSize: 256 * 1024 });
  } catch (error) {
    if (isRefusal) return Buffer.alloc(0);
    if (error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE") throw new TooLarge();
    throw error;
  }
}
