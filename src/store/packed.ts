import { gunzipSync, gzipSync } from "node:zlib";

/** More than this is not unpacked: nobody here writes it. */
const mostUnpacked = 64 << 20;

/** A value as gzipped JSON. */
export function pack(value: unknown): Uint8Array {
  return gzipSync(JSON.stringify(value));
}

/**
 * The inverse of `pack`.
 * @throws Error when these are not its bytes
 */
export function unpack(bytes: Uint8Array): unknown {
  return JSON.parse(gunzipSync(bytes, { maxOutputLength: mostUnpacked }).toString("utf8")) as unknown;
}
