import { createHash } from "node:crypto";
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { MeshError } from "../../model/mesh-error.ts";
import { awsEncoded, signRequest } from "./sign-request.ts";

/** What {@link s3Snapshots} works with. */
export interface S3Options {
  /** Credentials and region, as Lambda sets them; `AWS_ENDPOINT_URL_S3` names another S3. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Where objects are kept between questions: `/tmp/meshwhy`. */
  readonly folder: string;
}

interface Held {
  readonly etag: string;
  readonly path: string;
}

interface Listed {
  readonly key: string;
  readonly etag: string;
  readonly size: number;
}

const timeout = 20_000;
/** Of Lambda's 512 MB in `/tmp`. */
const mostBytes = 400_000_000;
const mostObjects = 5_000;
const readable = [".yaml", ".yml", ".json", ".log"];

/**
 * Brings snapshots in S3 onto this disk: `s3://bucket/key` is one object, `s3://bucket/folder/` all that meshwhy reads
 * below it. What has not changed is not fetched again. The function that comes back gives the path of a file or folder.
 * @throws MeshError UNREADABLE_INPUT where there is no such object, UNAVAILABLE where S3 cannot be asked
 */
export function s3Snapshots(options: S3Options): (place: string) => Promise<string> {
  const { env, fetch, clock, folder } = options;
  const held = new Map<string, Held>();
  const regions = new Map<string, string>();
  const running = new Map<string, Promise<string>>();

  return async (place) => {
    const before = running.get(place);
    if (before !== undefined) return before;
    const bringing = bring(place).finally(() => running.delete(place));
    running.set(place, bringing);
    return bringing;
  };

  async function bring(place: string): Promise<string> {
    const { bucket, key } = placeFrom(place);
    const home = join(folder, createHash("sha256").update(place).digest("hex").slice(0, 16));
    if (!key.endsWith("/")) return object(place, bucket, key, join(home, fileName(basename(key))));
    const listed = await list(place, bucket, key);
    const wanted = new Set<string>();
    for (const each of listed) {
      const path = join(home, ...each.key.slice(key.length).split("/").map(fileName));
      wanted.add(path);
      if (held.get(path)?.etag !== each.etag) await object(place, bucket, each.key, path);
    }
    for (const path of [...held.keys()].filter((each) => each.startsWith(`${home}/`) && !wanted.has(each))) {
      rmSync(path, { force: true });
      held.delete(path);
    }
    return home;
  }

  async function object(place: string, bucket: string, key: string, path: string): Promise<string> {
    const known = existsSync(path) ? held.get(path) : undefined;
    const response = await ask(place, bucket, key, {}, known === undefined ? {} : { "if-none-match": known.etag });
    if (response.status === 304 && known !== undefined) return path;
    if (!response.ok || response.body === null) throw await refusal(place, response);
    if (Number(response.headers.get("content-length") ?? 0) > mostBytes) throw tooBig(place);
    mkdirSync(dirname(path), { recursive: true });
    const draft = `${path}.draft`;
    try {
      await pipeline(Readable.fromWeb(response.body as ReadableStream<Uint8Array>), createWriteStream(draft));
    } catch (error) {
      rmSync(draft, { force: true });
      throw unavailable(place, error);
    }
    renameSync(draft, path);
    held.set(path, { etag: response.headers.get("etag") ?? "", path });
    return path;
  }

  async function list(place: string, bucket: string, prefix: string): Promise<readonly Listed[]> {
    const listed: Listed[] = [];
    let token: string | undefined;
    do {
      const more: Readonly<Record<string, string>> = token === undefined ? {} : { "continuation-token": token };
      const response = await ask(place, bucket, "", { ...more, "list-type": "2", prefix }, {});
      const text = await response.text();
      if (!response.ok) throw refusalFrom(place, response.status, text);
      listed.push(
        ...[...text.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)].map(([, entry = ""]) => listedFrom(entry)),
      );
      token = valueIn(text, "NextContinuationToken");
    } while (token !== undefined && listed.length <= mostObjects);
    const kept = listed.filter(({ key }) => isSnapshot(key.slice(prefix.length)));
    if (kept.length > mostObjects || kept.reduce((sum, { size }) => sum + size, 0) > mostBytes) throw tooBig(place);
    if (kept.length === 0) throw missing(place, "nothing that meshwhy reads lies below it");
    return kept;
  }

  /** Asks where the bucket is; S3 says it when that is elsewhere. */
  async function ask(
    place: string,
    bucket: string,
    key: string,
    query: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>>,
  ): Promise<Response> {
    const region = regions.get(bucket) ?? env.AWS_REGION ?? "us-east-1";
    const response = await send(place, urlOf(bucket, key, query, region), headers, region);
    const actual = response.headers.get("x-amz-bucket-region") ?? region;
    if (actual === region || response.ok || response.status === 304) return response;
    regions.set(bucket, actual);
    await response.body?.cancel();
    return send(place, urlOf(bucket, key, query, actual), headers, actual);
  }

  async function send(
    place: string,
    url: URL,
    headers: Readonly<Record<string, string>>,
    region: string,
  ): Promise<Response> {
    const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "", AWS_SESSION_TOKEN } = env;
    const credentials = {
      accessKeyId,
      secretAccessKey,
      ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
    };
    const { host: _, ...signed } = signRequest(
      { method: "GET", url, headers, service: "s3", region },
      credentials,
      clock(),
    );
    try {
      return await fetch(url, { headers: signed, redirect: "manual", signal: AbortSignal.timeout(timeout) });
    } catch (error) {
      throw unavailable(place, error);
    }
  }

  /** With the bucket in the path: so names with dots work over TLS, too. */
  function urlOf(bucket: string, key: string, query: Readonly<Record<string, string>>, region: string): URL {
    const base = env.AWS_ENDPOINT_URL_S3 ?? `https://s3.${region}.amazonaws.com`;
    const path = [bucket, ...(key === "" ? [] : key.split("/"))].map(awsEncoded).join("/");
    const search = Object.entries(query).map(([name, value]) => `${awsEncoded(name)}=${awsEncoded(value)}`);
    return new URL(`${base}/${path}${search.length === 0 ? "" : `?${search.join("&")}`}`);
  }
}

function placeFrom(place: string): { readonly bucket: string; readonly key: string } {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(place) ?? [];
  if (bucket !== undefined && key !== undefined) return { bucket, key };
  throw missing(place, "it is not written as s3://bucket/key");
}

/** Keys are untrusted: none may lead out of its folder. */
function fileName(name: string): string {
  return name.replace(/[^\w.@=+-]/g, "_").replace(/^\.+$/, "_");
}

function isSnapshot(name: string): boolean {
  const isHidden = name.split("/").some((part) => part.startsWith("."));
  return !isHidden && readable.includes(posix.extname(name).toLowerCase());
}

function listedFrom(entry: string): Listed {
  return {
    key: valueIn(entry, "Key") ?? "",
    etag: valueIn(entry, "ETag") ?? "",
    size: Number(valueIn(entry, "Size") ?? 0),
  };
}

/** The text of an element, as S3 writes XML: no attributes, no CDATA. */
function valueIn(xml: string, element: string): string | undefined {
  const text = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  return text
    ?.replace(/&#(x?)([0-9a-f]+);/gi, (_, hex: string, code: string) =>
      String.fromCodePoint(Number.parseInt(code, hex === "" ? 10 : 16)),
    )
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}

async function refusal(place: string, response: Response): Promise<MeshError> {
  return refusalFrom(place, response.status, await response.text().catch(() => ""));
}

function refusalFrom(place: string, status: number, text: string): MeshError {
  const code = valueIn(text, "Code");
  if (status === 404)
    return missing(place, code === "NoSuchBucket" ? "there is no such bucket" : "there is no such object");
  if (status === 403) {
    return new MeshError(
      "UNREADABLE_INPUT",
      `Cannot read "${place}": S3 refuses it`,
      "Deploy again after it was added to meshwhy.yaml; a bucket of another account has to allow it, too.",
    );
  }
  return new MeshError("UNAVAILABLE", `Cannot read "${place}": S3 answers with status ${status}`, "Try again.");
}

function missing(place: string, state: string): MeshError {
  return new MeshError(
    "UNREADABLE_INPUT",
    `Cannot read "${place}": ${state}`,
    "Put it there, or correct meshwhy.yaml.",
  );
}

function tooBig(place: string): MeshError {
  return new MeshError(
    "UNREADABLE_INPUT",
    `Cannot read "${place}": it is bigger than ${mostBytes / 1e6} MB, or more than ${mostObjects} objects`,
    "Leave out what no question needs: old logs, other clusters.",
  );
}

function unavailable(place: string, error: unknown): MeshError {
  const state =
    error instanceof Error && error.name === "TimeoutError" ? "S3 does not answer in time" : "S3 cannot be reached";
  return new MeshError(
    "UNAVAILABLE",
    `Cannot read "${place}": ${state}`,
    "Try again; in a VPC the function needs a way to S3.",
  );
}
