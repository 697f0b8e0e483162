/** Secrets through a stand-in for the AWS Parameters and Secrets Lambda extension, on loopback. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type SecretsEnvironment, secretReader } from "../../../src/faces/lambda/secrets.ts";

interface Reply {
  readonly status?: number;
  readonly body?: string;
}

const minute = 60_000;
const noon = Date.parse("2026-11-20T12:00:00Z");

let server: Server;
let env: SecretsEnvironment;
let now = noon;
let asked: string[] = [];
let tokens: (string | undefined)[] = [];
let answer: (query: string, count: number) => Reply = () => ({});

beforeAll(async () => {
  server = createServer((request: IncomingMessage, response) => {
    const url = request.url ?? "";
    asked.push(url);
    tokens.push(request.headers["x-aws-parameters-secrets-token"] as string | undefined);
    const { status = 200, body = "" } = answer(url, asked.length);
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => void server.close());

beforeEach(() => {
  now = noon;
  asked = [];
  tokens = [];
  answer = () => ({});
  env = {
    PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: String((server.address() as AddressInfo).port),
    AWS_SESSION_TOKEN: "session",
    MESHWHY_SIGNING_SECRET_ID: "meshwhy/prod/slack-signing-secret",
    MESHWHY_BOT_TOKEN_ID: "meshwhy/prod/slack-bot-token",
  };
});

const reader = () => secretReader(env, fetch, () => now);

function secret(value: string, created: string | number = "2026-01-01T00:00:00Z"): Reply {
  return { body: JSON.stringify({ Name: "x", SecretString: value, CreatedDate: created, VersionStages: [] }) };
}

describe("a secret", () => {
  test("is asked for by its name, with the session's token", async () => {
    answer = () => secret("xoxb-fake");
    expect(await reader().botToken()).toBe("xoxb-fake");
    expect(asked).toEqual(["/secretsmanager/get?secretId=meshwhy%2Fprod%2Fslack-bot-token"]);
    expect(tokens).toEqual(["session"]);
  });

  test("is read once in five minutes, however many ask", async () => {
    answer = (_, count) => secret(`value ${count}`);
    const secrets = reader();
    expect(await Promise.all([secrets.botToken(), secrets.botToken()])).toEqual(["value 1", "value 1"]);
    now += 5 * minute - 1;
    expect(await secrets.botToken()).toBe("value 1");
    now += 1;
    expect(await secrets.botToken()).toBe("value 2");
  });

  test("is asked for again after a failure", async () => {
    answer = (_, count) => (count === 1 ? { status: 500 } : secret("value"));
    const secrets = reader();
    await expect(secrets.botToken()).rejects.toThrow("status 500");
    expect(await secrets.botToken()).toBe("value");
  });

  test("is waited for while the extension starts", async () => {
    answer = (_, count) => (count < 3 ? { status: 400, body: "not ready to serve traffic, please wait" } : secret("v"));
    expect(await reader().botToken()).toBe("v");
    expect(asked).toHaveLength(3);
  });

  test.each([
    ["text with a line end", "value\n", "value"],
    ["what the console stores for one value", '{"token":"value"}', "value"],
  ])("may be stored as %s", async (_, stored, value) => {
    answer = () => secret(stored);
    expect(await reader().named("meshwhy/pagerduty")).toBe(value);
  });

  test("is known after it was given out, so that logs can leave it out", async () => {
    answer = () => secret("value");
    const secrets = reader();
    expect(secrets.known()).toEqual([]);
    await secrets.botToken();
    expect(secrets.known()).toEqual(["value"]);
  });
});

describe("a secret that cannot be read", () => {
  test.each<[string, Reply, string]>([
    ["is not there", { status: 400, body: "ResourceNotFoundException: no" }, "Secrets Manager has none of that name"],
    ["is not for this function", { status: 400, body: "AccessDeniedException" }, "the function may not read it"],
    ["holds several values", secret('{"a":"1","b":"2"}'), "it is not one value"],
    ["is binary", { body: JSON.stringify({ SecretBinary: "AA==" }) }, "it holds no text"],
    ["is answered with nonsense", { body: "<html>" }, "it holds no text"],
    ["is answered with an error", { status: 503, body: "value" }, "Secrets Manager answers with status 503"],
  ])("%s: says so, and what to do", async (_, reply, state) => {
    answer = () => reply;
    await expect(reader().botToken()).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: `Cannot read the secret "meshwhy/prod/slack-bot-token": ${state}`,
      next: expect.stringMatching(/\.$/),
    });
  });

  test("tells of a missing extension", async () => {
    env = { ...env, PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: String(await closedPort()) };
    await expect(reader().botToken()).rejects.toThrow("the secrets extension does not run");
  });

  test("tells of an extension that is silent", async () => {
    const silent = (_: string, { signal }: { readonly signal: AbortSignal }) =>
      new Promise<never>((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      });
    await expect(secretReader(env, silent, () => now).botToken()).rejects.toThrow("is silent for 1.5 s");
  });

  test("tells which variable is missing", async () => {
    await expect(secretReader({}, fetch, () => now).botToken()).rejects.toThrow(
      'neither it nor "MESHWHY_BOT_TOKEN_ID" is set',
    );
  });
});

describe("the signing secret", () => {
  const previous = (url: string) => url.includes("versionStage=AWSPREVIOUS");

  test("is one where it was not changed lately", async () => {
    answer = (url) => (previous(url) ? secret("old") : secret("new"));
    expect(await reader().signing()).toEqual(["new"]);
    expect(asked).toHaveLength(1);
  });

  test.each([
    ["RFC 3339", "2026-11-20T11:30:00Z"],
    ["seconds since 1970", noon / 1000 - 1800],
  ])("is two for an hour after a rotation, told in %s", async (_, created) => {
    answer = (url) => (previous(url) ? secret("old") : secret("new", created));
    const secrets = reader();
    expect(await secrets.signing()).toEqual(["new", "old"]);
    now += 30 * minute;
    expect(await secrets.signing()).toEqual(["new"]);
  });

  test("ends to be two while it is still remembered", async () => {
    answer = (url) => (previous(url) ? secret("old") : secret("new", "2026-11-20T11:02:00Z"));
    const secrets = reader();
    expect(await secrets.signing()).toEqual(["new", "old"]);
    now += 2 * minute;
    expect(await secrets.signing()).toEqual(["new"]);
    expect(asked).toHaveLength(2);
  });

  test("is one where it is new and was never rotated", async () => {
    answer = (url) => (previous(url) ? { status: 400, body: "ResourceNotFoundException" } : secret("new", noon / 1000));
    expect(await reader().signing()).toEqual(["new"]);
  });

  test("is read anew for a signature that does not fit, but no oftener than is said", async () => {
    answer = (_, count) => secret(`value ${count}`);
    const secrets = reader();
    await secrets.signing();
    now += 9_000;
    expect(await secrets.signing(10)).toEqual(["value 1"]);
    now += 1_000;
    expect(await secrets.signing(10)).toEqual(["value 2"]);
  });
});

test("values of the environment come first, and nothing is asked for", async () => {
  env = {
    ...env,
    MESHWHY_SIGNING_SECRET: "local signing",
    MESHWHY_BOT_TOKEN: "local token",
    MESHWHY_SECRET_MESHWHY_PAGERDUTY_KEY: "local key",
  };
  const secrets = reader();
  expect(await secrets.signing()).toEqual(["local signing"]);
  expect(await secrets.botToken()).toBe("local token");
  expect(await secrets.named("meshwhy/pagerduty-key")).toBe("local key");
  expect(asked).toEqual([]);
});

/** A port on which nobody listens: one that was just let go. */
async function closedPort(): Promise<number> {
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  return port;
}
