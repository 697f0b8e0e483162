/** Snapshots in S3, from a stand-in on loopback. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { s3Snapshots } from "../../../src/faces/lambda/s3-snapshots.ts";

const root = mkdtempSync(join(tmpdir(), "meshwhy-s3-"));
let server: Server;
let objects: Map<string, string>;
let asked: string[] = [];
let refuse: { readonly status: number; readonly code: string; readonly region?: string } | undefined;
let bucketRegion = "eu-central-1";
let pageSize = 1000;
let count = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://localhost");
    const { authorization = "" } = request.headers;
    asked.push(`${decodeURIComponent(url.pathname)}${url.search}`);
    if (refuse !== undefined) {
      response.writeHead(refuse.status).end(`<Error><Code>${refuse.code}</Code></Error>`);
      return;
    }
    if (!authorization.includes(`/${bucketRegion}/s3/`)) {
      response.writeHead(301, { "x-amz-bucket-region": bucketRegion }).end();
      return;
    }
    const key = decodeURIComponent(url.pathname).replace(/^\/bucket\/?/, "");
    if (key === "") {
      response.writeHead(200).end(listing(url.searchParams));
      return;
    }
    const content = objects.get(key);
    if (content === undefined) response.writeHead(404).end("<Error><Code>NoSuchKey</Code></Error>");
    else if (request.headers["if-none-match"] === etag(content)) response.writeHead(304).end();
    else response.writeHead(200, { etag: etag(content) }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  objects = new Map();
  asked = [];
  refuse = undefined;
  bucketRegion = "eu-central-1";
  pageSize = 1000;
  count += 1;
});

const etag = (content: string) => `"${content.length}-${content}"`;
const xml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

function listing(query: URLSearchParams): string {
  const keys = [...objects.keys()].filter((key) => key.startsWith(query.get("prefix") ?? "")).sort();
  const from = Number(query.get("continuation-token") ?? 0);
  const entries = keys
    .slice(from, from + pageSize)
    .map(
      (key) =>
        `<Contents><Key>${xml(key)}</Key><ETag>${xml(etag(objects.get(key) ?? ""))}</ETag><Size>1</Size></Contents>`,
    );
  const next = from + pageSize < keys.length ? `<NextContinuationToken>${from + pageSize}</NextContinuationToken>` : "";
  return `<ListBucketResult>${entries.join("")}${next}</ListBucketResult>`;
}

const bringer = (port = (server.address() as AddressInfo).port) =>
  s3Snapshots({
    env: {
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
    },
    fetch,
    clock: () => Date.parse("2026-11-20T12:00:00Z"),
    folder: join(root, String(count)),
  });

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true, encoding: "utf8" })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();

describe("one object", () => {
  test("is brought here, and asked for again without being sent again", async () => {
    objects.set("prod/a b.yaml", "one");
    const bring = bringer();
    const path = await bring("s3://bucket/prod/a b.yaml");
    expect(readFileSync(path, "utf8")).toBe("one");
    expect(path.endsWith("/a_b.yaml")).toBe(true);
    expect(await bring("s3://bucket/prod/a b.yaml")).toBe(path);
    objects.set("prod/a b.yaml", "two");
    expect(readFileSync(await bring("s3://bucket/prod/a b.yaml"), "utf8")).toBe("two");
    expect(asked).toEqual(Array(3).fill("/bucket/prod/a b.yaml"));
  });

  test("is brought once for all who ask at the same time", async () => {
    objects.set("a.yaml", "one");
    const bring = bringer();
    await Promise.all([bring("s3://bucket/a.yaml"), bring("s3://bucket/a.yaml")]);
    expect(asked).toHaveLength(1);
  });

  test("is found in another region, which is remembered", async () => {
    bucketRegion = "us-west-2";
    objects.set("a.yaml", "one");
    const bring = bringer();
    await bring("s3://bucket/a.yaml");
    await bring("s3://bucket/a.yaml");
    expect(asked).toHaveLength(3);
  });
});

describe("a folder", () => {
  test("is brought with what meshwhy reads, over several pages, and only what changed again", async () => {
    pageSize = 2;
    for (const key of [
      "m/a.yaml",
      "m/b.json",
      "m/logs/ns/pod/istio-proxy.log",
      "m/README.md",
      "m/.git/x.yaml",
      "n/c.yaml",
    ])
      objects.set(key, key);
    const bring = bringer();
    const folder = await bring("s3://bucket/m/");
    expect(filesIn(folder)).toEqual(["a.yaml", "b.json", "logs/ns/pod/istio-proxy.log"]);

    asked = [];
    objects.set("m/a.yaml", "changed");
    objects.delete("m/b.json");
    expect(filesIn(await bring("s3://bucket/m/"))).toEqual(["a.yaml", "logs/ns/pod/istio-proxy.log"]);
    expect(readFileSync(join(folder, "a.yaml"), "utf8")).toBe("changed");
    expect(asked.filter((each) => !each.includes("list-type"))).toEqual(["/bucket/m/a.yaml"]);
  });

  test("keeps keys inside, whatever they are called", async () => {
    for (const key of ["m/../../out.yaml", "m/a&<b>.yaml", "m/x/..yaml"]) objects.set(key, key);
    const folder = await bringer()("s3://bucket/m/");
    expect(filesIn(folder)).toEqual(["a__b_.yaml"]);
    expect(readdirSync(root)).not.toContain("out.yaml");
  });
});

describe("what cannot be brought is named", () => {
  test.each([
    [404, "NoSuchBucket", "UNREADABLE_INPUT", "there is no such bucket"],
    [403, "AccessDenied", "UNREADABLE_INPUT", "S3 refuses it"],
    [503, "SlowDown", "UNAVAILABLE", "S3 answers with status 503"],
  ])("status %d, %s", async (status, code, error, state) => {
    refuse = { status, code };
    for (const place of ["s3://bucket/a.yaml", "s3://bucket/m/"])
      await expect(bringer()(place)).rejects.toMatchObject({
        code: error,
        message: `Cannot read "${place}": ${state}`,
        next: expect.stringMatching(/\.$/),
      });
  });

  test("an object that is not there", async () => {
    await expect(bringer()("s3://bucket/a.yaml")).rejects.toThrow("there is no such object");
  });

  test("a folder with nothing in it", async () => {
    await expect(bringer()("s3://bucket/m/")).rejects.toThrow("nothing that meshwhy reads lies below it");
  });

  test("no S3 at all", async () => {
    await expect(bringer(1)("s3://bucket/a.yaml")).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: 'Cannot read "s3://bucket/a.yaml": S3 cannot be reached',
    });
  });
});
