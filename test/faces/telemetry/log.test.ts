import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { functionLog } from "../../../src/faces/telemetry/log.ts";
import { runs } from "../../support/runs.ts";

const canary = "canary-7f3a9c51d2";

function logged(write: (log: ReturnType<typeof functionLog>) => void, hidden: readonly string[] = [], level = "info") {
  const lines: string[] = [];
  const base = { function: "worker", stage: "test" };
  write(functionLog({ level, base, write: (line) => void lines.push(line), hidden: () => hidden }));
  return lines;
}

describe("a line", () => {
  test("is JSON with level, time, function, stage and its own fields", () => {
    const [line = ""] = logged((log) => log.info({ job: "J1", verb: "why", ms: 12 }, "done"));
    expect(line.endsWith("\n")).toBe(true);
    const { time, ...rest } = JSON.parse(line);
    expect(rest).toEqual({
      level: "info",
      function: "worker",
      stage: "test",
      job: "J1",
      verb: "why",
      ms: 12,
      msg: "done",
    });
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  test.each([
    ["an unknown level", "loud", ["info"]],
    ["warn", "warn", []],
  ])("of level info: %s", (_, level, told) => {
    expect(logged((log) => log.info("x"), [], level).map((line) => JSON.parse(line).level)).toEqual(told);
  });

  test("of great length is cut, and says so", () => {
    const [line = ""] = logged((log) => log.info({ summary: "a".repeat(20_000) }, "x"));
    expect(line.length).toBeLessThan(9_000);
    expect(line).toContain("(11808 characters cut)");
  });
});

describe("a secret never gets out", () => {
  test.each([
    "token",
    "botToken",
    "bot_token",
    "response_url",
    "responseUrl",
    "trigger_id",
    "authorization",
    "Authorization",
    "cookie",
    "Set-Cookie",
    "signingSecret",
    "x-slack-signature",
    "routing_key",
    "client_secret",
    "password",
    "text",
    "body",
    "blocks",
  ])("as the field %s, at any depth", (name) => {
    const lines = logged((log) => {
      log.info({ [name]: canary }, "flat");
      log.info({ request: { list: [{ deep: { [name]: { inner: canary } } }] } }, "deep");
      log.child({ [name]: canary }).info("bound");
    });
    expect(lines).toHaveLength(3);
    expect(lines.join("")).not.toContain(canary);
  });

  test.each([
    ["a Slack token", `xoxb-123-${canary}`],
    ["an app token", `xapp-1-${canary}`],
    ["a rotated token", `xoxe.xoxp-1-${canary}`],
    ["a JSON Web Token", `eyJhbGciOiJub25lIn0.${canary}abcd.${canary}`],
    ["a bearer header", `Bearer ${canary}`],
    ["a response URL", `https://hooks.slack.com/commands/T1/2/${canary}`],
    ["a URL with a password", `https://user:${canary}@example.com/`],
    ["a private key", `-----BEGIN PRIVATE KEY-----\n${canary}\n-----END PRIVATE KEY-----`],
  ])("in words that hold %s", (_, words) => {
    const lines = logged((log) => {
      log.info(`told: ${words} and more`);
      log.info({ detail: { words: [`a ${words} b`] } }, "x");
      log.error({ err: new Error(`Cannot post to ${words}`, { cause: new Error(words) }) }, "x");
      log.error(new Error(words));
      log.info({ [`field ${words}`]: 1 }, "x");
    });
    expect(lines).toHaveLength(5);
    expect(lines.join("")).not.toContain(canary);
  });

  test("in what an error carries", () => {
    const error = Object.assign(new Error("no"), { code: "E1", data: { canary }, config: { headers: { x: canary } } });
    const [line = ""] = logged((log) => log.error({ err: error }, "failed"));
    expect(line).not.toContain(canary);
    expect(JSON.parse(line).err).toMatchObject({ name: "Error", message: "no", code: "E1" });
  });

  test("by its value, wherever it stands", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(canary, `quo"te\\${canary}`), (value, secret) => {
        const around = { a: [secret, { [`k ${secret}`]: `x${secret}y` }], value };
        const lines = logged((log) => log.info(around, `said ${secret}`), [secret]);
        expect(lines.join("")).not.toContain(canary);
      }),
      runs(100),
    );
  });
});

test("what is no secret stays: names of secrets, keys of pages, questions", () => {
  const fields = { secretId: "meshwhy/prod/x", dedup_key: "f1", target: "shop/a → shop/b", user: "U1", tokenCount: 3 };
  const [line = ""] = logged((log) => log.info(fields, "x"));
  expect(JSON.parse(line)).toMatchObject(fields);
});
