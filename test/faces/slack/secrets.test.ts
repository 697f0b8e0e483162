import { constants, gunzipSync } from "node:zlib";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { secretsIn } from "../../../src/faces/slack/secrets-in.ts";
import { withoutSecrets } from "../../../src/faces/slack/without-secrets.ts";
import { type Bot, onCall, startBot } from "../../support/bot.ts";
import { type FaultProxy, faultProxy } from "../../support/fault-proxy.ts";

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = `${part({ alg: "RS256" })}.${part({ iss: "https://issuer.example", sub: "mara" })}.c2lnbmF0dXJlLW9mLW1pbmU`;
const opaque = "q7Zk93hfLs0aPm2XvT";
const basic = Buffer.from("mara:hunter2-hunter2").toString("base64");
const cookie = "9f8e7d6c5b4a3210";
const password = "correct-horse-battery";
const signature = "5d41402abc4b2a76b9719d911017c592";
const apiKey = "k3y-of-mine-0042";
const slackToken = "xoxp-000000-fake-token-of-mine";
const nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
const digestResponse = "6629fae49393a05397450978507c4ef1";
const all = [nonce, digestResponse, jwt, opaque, basic, cookie, password, signature, apiKey, slackToken];

/** Ways to type a secret after `why checkout payment`, or in its place. */
const typed: readonly (readonly [string, string])[] = [
  ["a bearer token in a header", `why checkout payment header "Authorization: Bearer ${jwt}"`],
  ["an opaque bearer token", `why checkout payment header "authorization: bearer ${opaque}"`],
  ["a bearer token without quotes", `why checkout payment header Authorization: Bearer ${opaque}`],
  ["a bearer token glued to its header", `why checkout payment header Authorization:Bearer ${opaque}`],
  ["curly quotes", `why checkout payment header “Authorization: Bearer ${jwt}”`],
  ["basic authentication", `why checkout payment header "Authorization: Basic ${basic}"`],
  [
    "digest authentication",
    `why checkout payment header "Authorization: Digest username=mara, nonce=${nonce}, response=${digestResponse}"`,
  ],
  ["digest authentication in a sentence", `why checkout payment Digest nonce="${nonce}", response="${digestResponse}"`],
  ["a cookie", `why checkout payment header "Cookie: session=${cookie}; theme=dark"`],
  ["an API key", `why checkout payment header "x-api-key: ${apiKey}"`],
  ["a URL with a password", `why checkout https://mara:${password}@payment.shop/charge`],
  ["a signed query", `why checkout payment "GET /charge?X-Amz-Signature=${signature}&a=b"`],
  ["a signed URL", `why checkout https://payment.shop/charge?a=b&sig=${signature}`],
  ["a token in place of a name", `why checkout ${jwt}`],
  ["a token of Slack in place of a name", `why ${slackToken} payment`],
  ["a token in place of a verb", `${slackToken}`],
  ["a token after who", `who ${slackToken}`],
  ["a password in a word that makes no sense", `why checkout payment password=${password}`],
];

let bot: Bot;
let lambda: FaultProxy;
const printed: string[] = [];
beforeAll(async () => {
  const keep = (chunk: unknown): boolean => {
    printed.push(String(chunk));
    return true;
  };
  vi.spyOn(process.stdout, "write").mockImplementation(keep);
  vi.spyOn(process.stderr, "write").mockImplementation(keep);
  lambda = await faultProxy();
  bot = await startBot({ environment: { LOG_LEVEL: "trace", AWS_ENDPOINT_URL_LAMBDA: lambda.url } });
  lambda.to(bot.behind.lambda);
}, 60_000);
afterAll(async () => {
  await bot.close();
  await lambda.stop();
  vi.restoreAllMocks();
});

const warning = /was typed into Slack and stays in its history\. Revoke it/;
/** What of ours somebody sees. */
const ours = (): string => JSON.stringify(bot.news().filter(({ user }) => user !== onCall));

describe("a secret that somebody types is not repeated, and has to be revoked", () => {
  test.each(typed)("in a command: %s", async (_, text) => {
    bot.news();
    await bot.type(`/mesh ${text}`);
    expect(ours()).toMatch(warning);
  });

  test.each(typed)("in a mention: %s", async (_, text) => {
    bot.news();
    await bot.say(`@mesh ${text}`);
    expect(ours()).toMatch(warning);
  });

  test.each([
    ["mesh.header", `Authorization: Bearer ${opaque}`],
    ["mesh.header", `cookie: session=${cookie}`],
    ["mesh.header", `x-api-key: ${apiKey}`],
    ["mesh.request", `GET /charge?token=${signature}`],
    ["mesh.namespace", slackToken],
  ])("in the form: %s %s", async (field, value) => {
    await bot.type("/mesh");
    const modal = bot.modal();
    if (modal === undefined) throw new Error("no form was opened");
    bot.news();
    await bot.submit(modal, { "mesh.from": "shop/checkout", "mesh.to": "shop/payment", [field]: value });
    expect(ours()).toMatch(warning);
  });

  test("in the form: what is wrong there is said without it", async () => {
    await bot.type("/mesh");
    const modal = bot.modal();
    if (modal === undefined) throw new Error("no form was opened");
    const result = await bot.submit(modal, {
      "mesh.from": "a",
      "mesh.to": "b",
      "mesh.request": `nonsense ?token=${signature} x`,
    });
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain(signature);
  });

  test("in an alert that is explained", async () => {
    bot.news();
    await bot.say(
      `checkout cannot reach payment: curl -H "Authorization: Bearer ${opaque}" https://mara:${password}@payment.shop?sig=${signature}`,
    );
    const [alert] = bot.news();
    if (alert === undefined) throw new Error("nothing was said");
    await bot.explain(alert);
    expect(ours()).toMatch(warning);
  });

  test("as the reason of a mute", async () => {
    bot.news();
    await bot.type("/mesh why checkout payment");
    const answer = bot.news().find(({ visibleTo }) => visibleTo === undefined);
    if (answer === undefined) throw new Error("nothing was answered");
    await bot.press(answer, "mesh.mute");
    const modal = bot.modal();
    if (modal === undefined) throw new Error("no form was opened");
    await bot.submit(modal, { "mesh.reason": `wait for token=${opaque}` });
    expect(ours()).toMatch(warning);
  });
});

describe("afterwards none of them is", () => {
  const none = (text: string): void => {
    for (const secret of all) expect(text.includes(secret) ? `${secret} is there` : "").toBe("");
  };

  test("in any item of the table", async () => {
    const client = new DynamoDBClient({
      endpoint: bot.behind.dynamo,
      region: "us-east-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    });
    const items: unknown[] = [];
    let from: Record<string, never> | undefined;
    do {
      const page = await client.send(
        new ScanCommand({ TableName: bot.behind.table, ...(from === undefined ? {} : { ExclusiveStartKey: from }) }),
      );
      items.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey as typeof from;
    } while (from !== undefined);
    client.destroy();
    expect(items.length).toBeGreaterThan(20);
    none(JSON.stringify(items));
    const packed = [...JSON.stringify(items, asBase64).matchAll(/"gzip:([^"]+)"/g)];
    expect(packed.length).toBeGreaterThan(5);
    for (const [, bytes = ""] of packed)
      none(gunzipSync(Buffer.from(bytes, "base64"), { finishFlush: constants.Z_SYNC_FLUSH }).toString("utf8"));
  });

  test("in any line of a log", () => {
    expect(printed.join("")).toContain("job done");
    none(printed.join(""));
    none(bot.troubles.join());
  });

  test("in any message of ours", () => {
    none(
      JSON.stringify([
        ...bot.messages().filter(({ user, command }) => user !== onCall && command !== true),
        bot.home(),
      ]),
    );
  });

  test("in anything that was handed to the worker", () => {
    expect(lambda.passed.length).toBeGreaterThan(20);
    none(lambda.passed.map(({ body }) => body).join());
  });
});

describe("secretsIn", () => {
  test.each([
    "why basic auth",
    "why checkout payment in prod-eu port 8080 POST /charge?a=b",
    "why bearer-service payment",
    'header "x-canary: true"',
    "digest shop-eu-2026",
    "digest morning",
    "Digest now",
    "why checkout payment with the digest of 7:00",
    "why token-service:8080 secret-store",
    "why checkout https://payment.shop:8443/charge",
    "why checkout cookie-jar",
  ])("finds none in: %s", (text) => {
    expect(secretsIn(text)).toEqual([]);
  });

  test("finds them all, the longest first, and they are blanked wherever they stand", () => {
    const text = `Authorization: Basic ${basic} and Bearer ${opaque} and ?token=${signature}`;
    const secrets = secretsIn(text);
    expect(secrets).toEqual([signature, basic, opaque].sort((a, b) => b.length - a.length));
    expect(withoutSecrets({ a: [text, 1, null] }, secrets)).toEqual({
      a: ["Authorization: Basic … and Bearer … and ?token=…", 1, null],
    });
  });
});

/** What the table keeps as bytes is gzipped. */
function asBase64(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? `gzip:${Buffer.from(value).toString("base64")}` : value;
}
