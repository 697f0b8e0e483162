import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createGunzip, gunzip } from "node:zlib";
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
  /** Empty where it was taken piece by piece. */
  readonly body: Buffer;
}

/** An answer of more bytes than are held. */
export class TooLarge extends Error {
  override readonly name = "TooLarge";
}

const unpack = promisify(gunzip);
/** Of the body of a refusal only the message counts. */
const refusalBytes = 256 * 1024;
/** What is unpacked at a time of an answer that is taken piece by piece. */
const pieceBytes = 64 * 1024;

/**
 * Sends a request once and reads the answer, all within the signal; redirects are not followed.
 * @param onBytes told how many bytes came over the wire, piece by piece
 * @param take given the unpacked pieces of an answer that is a success, none of which is held
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
  take?: (piece: Buffer) => void,
): Promise<WireAnswer> {
  const answer = await dispatcher.request({
    origin: target.origin,
    path: target.pathname + target.search,
    method: request.method,
    headers,
    signal,
    ...(request.body === undefined ? {} : { body: request.body }),
  });
  const { statusCode: status, headers: got } = answer;
  const isRefusal = status >= 400;
  const most = isRefusal ? Math.min(refusalBytes, limitBytes) : limitBytes;
  const pieces: Buffer[] = [];
  let size = 0;
  // A body that fails after it was given up would otherwise have nobody to tell.
  answer.body.on("error", () => undefined);
  if (take !== undefined && status >= 200 && status < 300) {
    await passOn(answer.body, got["content-encoding"], most, onBytes, take);
    return { status, headers: got, body: Buffer.alloc(0) };
  }
  for await (const piece of answer.body as AsyncIterable<Buffer>) {
    size += piece.length;
    onBytes(piece.length);
    if (size > most) {
      if (isRefusal) break;
      throw new TooLarge();
    }
    pieces.push(piece);
  }
  return {
    status,
    headers: got,
    body: await unpacked(Buffer.concat(pieces), got["content-encoding"], most, isRefusal),
  };
}

/** Passes an answer on as it comes, unpacked. */
async function passOn(
  body: Readable,
  encoding: string | string[] | undefined,
  most: number,
  onBytes: (count: number) => void,
  take: (piece: Buffer) => void,
): Promise<void> {
  let size = 0;
  const taken = async (pieces: AsyncIterable<Buffer>): Promise<void> => {
    for await (const piece of pieces) {
      size += piece.length;
      if (size > most) throw new TooLarge();
      take(piece);
    }
  };
  const counted = async function* (pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      onBytes(piece.length);
      yield piece;
    }
  };
  if (encoding === "gzip") await pipeline(body, counted, createGunzip({ chunkSize: pieceBytes }), taken);
  else await taken(counted(body as AsyncIterable<Buffer>));
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
