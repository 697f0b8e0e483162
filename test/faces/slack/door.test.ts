import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { requestFrom } from "../../../src/faces/lambda/gateway-event.ts";
import { type Delivery, door } from "../../../src/faces/slack/door.ts";
import { type Bot, channel, onCall, startBot } from "../../support/bot.ts";
import { runs } from "../../support/runs.ts";
import { commandFields, form, payload, post, signedHeaders, signingSecret } from "../../support/signed.ts";

let bot: Bot;
const printed: string[] = [];
beforeAll(async () => {
  const keep = (chunk: unknown): boolean => {
    printed.push(String(chunk));
    return true;
  };
  vi.spyOn(process.stdout, "write").mockImplementation(keep);
  vi.spyOn(process.stderr, "write").mockImplementation(keep);
  for (const name of ["log", "info", "warn", "error", "debug"] as const)
    vi.spyOn(console, name).mockImplementation((...words: unknown[]) => void printed.push(words.join(" ")));
  bot = await startBot({ environment: { LOG_LEVEL: "trace" } });
}, 60_000);
afterAll(async () => {
  await bot.close();
  vi.restoreAllMocks();
});

const asJson = "application/json";
const challenge = JSON.stringify({ type: "url_verification", challenge: "né 🚦", token: "old" });
const user = { id: onCall, team_id: "T0SHOP00001" };
const team = { id: "T0SHOP00001" };
const pressed = {
  type: "block_actions",
  user,
  team,
  channel: { id: channel },
  container: { type: "message", message_ts: "1.000100", channel_id: channel },
  message: { ts: "1.000100", text: "x" },
  response_url: "http://127.0.0.1:9/response/none",
  trigger_id: "1.t",
  actions: [{ type: "button", action_id: "mesh.unknown", block_id: "b", value: "v", action_ts: "1.2" }],
};
const submitted = {
  type: "view_submission",
  user,
  team,
  view: { id: "V1", callback_id: "mesh.unknown", private_metadata: "{}", hash: "1.h", state: { values: { b: {} } } },
};
const explained = {
  type: "message_action",
  callback_id: "explain",
  user,
  team,
  channel: { id: channel },
  trigger_id: "2.t",
  action_ts: "2.2",
  message_ts: "1.000200",
  response_url: "http://127.0.0.1:9/response/none",
  message: { ts: "1.000200", text: "nothing to see" },
};
const searched = {
  type: "block_suggestion",
  user,
  team,
  action_id: "mesh.to",
  block_id: "to",
  value: "paym",
  view: { state: { values: {} } },
};
const mentioned = {
  type: "event_callback",
  team_id: "T0SHOP00001",
  event_id: "Ev0DOOR",
  event: { type: "app_mention", user: onCall, channel, text: "<@U0MESH00001> help", ts: "1.000300" },
};

describe("who is not Slack is not let in", () => {
  const body = form(commandFields("help"));
  test.each([
    ["a signature by another secret", { body, secret: "another" }],
    ["a signature of other bytes", { body, headers: { "x-slack-signature": `v0=${"0".repeat(64)}` } }],
    [
      "a signature that is none",
      { body, headers: { "x-slack-signature": "v0=🚦".normalize().replace(/[^\x20-\x7e]/g, "?") } },
    ],
    ["an empty signature", { body, headers: { "x-slack-signature": "" } }],
    ["no time", { body, headers: { "x-slack-request-timestamp": "" } }],
    ["a time that is none", { body, headers: { "x-slack-request-timestamp": "soon" } }],
    ["a time 301 s ago", { body, offset: -302 }],
    ["a time 301 s ahead", { body, offset: 302 }],
    ["garbage, signed by nobody", { body: "\u0000garbage", type: "text/plain", secret: "" }],
  ])("%s: 401", async (_, request) => {
    expect(await post(bot.door, request)).toEqual({ status: 401, text: "" });
  });

  test("no headers at all: 401", async () => {
    expect((await fetch(bot.door, { method: "POST", body })).status).toBe(401);
  });

  test("5 minutes in either direction are allowed", async () => {
    for (const offset of [-298, 298]) expect((await post(bot.door, { body, offset })).status).toBe(200);
  });
});

describe("a request that is Slack's gets the status that it deserves", () => {
  test.each([
    ["a form", { body: form(commandFields("help")) }, 200],
    [
      "a form with a charset",
      { body: form(commandFields("help")), type: "application/x-www-form-urlencoded; charset=utf-8" },
      200,
    ],
    [
      "a content type in capitals",
      { body: form(commandFields("help")), type: "Application/X-WWW-Form-URLEncoded;Charset=UTF-8" },
      200,
    ],
    ["ssl_check", { body: form({ ssl_check: "1", token: "old" }) }, 200],
    ["2 MB", { body: "x".repeat(2_000_000) }, 413],
    ["another content type", { body: "<a/>", type: "text/xml" }, 400],
    ["no content type that is known", { body: "x", type: "x" }, 400],
    ["broken JSON", { body: '{"type":', type: asJson }, 400],
    ["JSON that is no object", { body: "[1]", type: asJson }, 400],
    ["a payload that is no JSON", { body: form({ payload: "{" }) }, 400],
    ["an empty body", { body: "" }, 404],
    ["a payload of another kind", { body: payload({ type: "of_tomorrow", user, team }) }, 404],
    [
      "an event of another kind",
      { body: JSON.stringify({ ...mentioned, event: { type: "of_tomorrow" } }), type: asJson },
      200,
    ],
    ["a command without a user", { body: form({ command: "/mesh", text: "help" }) }, 400],
    ["a press without an action", { body: payload({ ...pressed, actions: [] }) }, 400],
    ["a form that was sent without its state", { body: payload({ ...submitted, view: { id: "V1" } }) }, 400],
    ["an event without an event", { body: JSON.stringify({ type: "event_callback" }), type: asJson }, 400],
  ])("%s", async (_, request, status) => {
    expect((await post(bot.door, request)).status).toBe(status);
  });

  test("GET: 405", async () => {
    const response = await fetch(bot.door);
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("the challenge comes back, emoji and all", async () => {
    const { status, text } = await post(bot.door, { body: challenge, type: asJson });
    expect([status, JSON.parse(text)]).toEqual([200, { challenge: "né 🚦" }]);
  });

  test("an unknown command says what there is", async () => {
    const { status, text } = await post(bot.door, { body: form(commandFields("frobnicate")) });
    expect(status).toBe(200);
    expect(text).toContain("frobnicate");
  });

  test("an unknown form says so at a field of it", async () => {
    const { status, text } = await post(bot.door, { body: payload(submitted) });
    expect([status, JSON.parse(text)]).toMatchObject([200, { response_action: "errors" }]);
  });

  test("an unknown button is answered by a message", async () => {
    bot.news();
    expect((await post(bot.door, { body: payload(pressed) })).status).toBe(200);
    await bot.idle();
    expect(bot.news()).toMatchObject([{ visibleTo: onCall, text: expect.stringContaining("another version") }]);
  });
});

test("a request that is replayed is answered like the first, and done once", async () => {
  bot.news();
  const body = form(commandFields("why checkout payment"));
  const headers = signedHeaders({ body });
  for (let time = 0; time < 3; time += 1)
    expect((await fetch(bot.door, { method: "POST", body, headers })).status).toBe(200);
  await bot.idle();
  expect(bot.news().filter(({ thread }) => thread === undefined)).toHaveLength(1);
});

describe("the door alone", () => {
  const delivered: Delivery[] = [];
  let reads: (number | undefined)[] = [];
  let secrets = [signingSecret];
  const open = door({
    signingSecrets: async (maxAgeSeconds) => {
      reads.push(maxAgeSeconds);
      return maxAgeSeconds === undefined ? [signingSecret] : secrets;
    },
    handle: async (delivery) => {
      delivered.push(delivery);
      return { status: 200, headers: {}, body: "" };
    },
    onError: () => undefined,
    now: Date.now,
  });
  beforeEach(() => {
    delivered.length = 0;
    reads = [];
    secrets = [signingSecret];
  });
  const event = (
    body: string,
    type: string,
    isBase64Encoded: boolean,
    more: Parameters<typeof signedHeaders>[0] = { body },
  ) =>
    requestFrom({
      headers: Object.fromEntries(
        Object.entries(signedHeaders({ ...more, type })).map(([name, value]) => [name.toUpperCase(), value]),
      ),
      body: isBase64Encoded ? Buffer.from(body).toString("base64") : body,
      isBase64Encoded,
      requestContext: { http: { method: "POST" } },
    });

  test.each([
    ["JSON in base64", '{"text":"Zürich ⟶ 東京 🚦"}', asJson, true],
    ["JSON as text", '{"text":"Zürich ⟶ 東京 🚦"}', asJson, false],
    ["a form in base64", form({ text: "Zürich ⟶ 東京 🚦" }), "application/x-www-form-urlencoded", true],
    ["a form with bytes that are not escaped", "text=Zürich ⟶ 東京 🚦", "application/x-www-form-urlencoded", true],
  ])("reads %s, whatever the case of the header names", async (_, body, type, isBase64) => {
    expect((await open(event(body, type, isBase64))).status).toBe(200);
    expect(delivered[0]?.body).toEqual({ text: "Zürich ⟶ 東京 🚦" });
  });

  test("tells which delivery it is", async () => {
    await open(
      event("a=b", "application/x-www-form-urlencoded", true, {
        body: "a=b",
        headers: { "x-slack-retry-num": "2", "x-slack-retry-reason": "http_timeout" },
      }),
    );
    expect(delivered).toMatchObject([{ retryNum: 2, retryReason: "http_timeout" }]);
  });

  test("takes a secret that has just replaced another at once", async () => {
    secrets = ["new"];
    const body = "a=b";
    expect((await open(event(body, "application/x-www-form-urlencoded", true, { body, secret: "new" }))).status).toBe(
      200,
    );
    expect(reads).toEqual([undefined, 10]);
  });

  test("does not read the secrets anew for what is old, and not for what fits", async () => {
    const body = "a=b";
    await open(event(body, "application/x-www-form-urlencoded", true, { body, offset: -400 }));
    await open(event(body, "application/x-www-form-urlencoded", true));
    expect(reads).toEqual([undefined, undefined]);
  });

  test("answers 500 where the secrets cannot be read, and tells why without the request", async () => {
    const told: string[] = [];
    const shut = door({
      signingSecrets: async () => Promise.reject(new Error("Secrets Manager is away")),
      handle: async () => ({ status: 200, headers: {}, body: "" }),
      onError: (error) => told.push(String(error)),
      now: Date.now,
    });
    expect((await shut(event("s3cret=1", "application/x-www-form-urlencoded", true))).status).toBe(500);
    expect(told.join()).toBe("Error: Secrets Manager is away");
  });
});

describe("whatever is signed", () => {
  const junk = fc.oneof(
    fc.constant(undefined),
    fc.constant(null),
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(
      [],
      {},
      [null],
      [{}],
      { id: 1 },
      { values: null },
      { values: { b: null } },
      { values: { b: { a: 1 } } },
    ),
    fc.jsonValue(),
  );
  const kinds: readonly object[] = [pressed, submitted, explained, searched, mentioned, commandFields("why a b")];
  const mutated = fc
    .record({ kind: fc.constantFrom(...kinds), spots: fc.array(fc.nat(), { maxLength: 3 }), value: junk })
    .map(({ kind, spots, value }) => spots.reduce<object>((body, spot) => replaced(body, spot, value), kind));

  test("is answered, and never by a crash", async () => {
    await fc.assert(
      fc.asyncProperty(mutated, fc.boolean(), async (body, inForm) => {
        const request = inForm ? { body: payload(body) } : { body: JSON.stringify(body), type: asJson };
        expect((await post(bot.door, request)).status).toBeLessThan(500);
      }),
      runs(200),
    );
    await bot.idle();
  });

  test.each(["name", "name=", "name=a&type=block_suggestion", "actions=a", "event=a", "view=a", "callback_id=a"])(
    "is refused as %s alone",
    async (body) => {
      expect([400, 404]).toContain((await post(bot.door, { body })).status);
    },
  );

  test("is answered where a message has no text, which Slack calls null", async () => {
    const body = payload({ ...pressed, message: { ts: "1.000100", text: null } });
    expect((await post(bot.door, { body })).status).toBe(200);
  });

  test("is answered, be it any JSON or any form", async () => {
    const fields = fc.dictionary(
      fc.constantFrom("command", "text", "payload", "type", "user_id", "name", "actions", "event", "a", "__proto__"),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fields.map(form), fc.string()), fc.boolean(), async (body, isJson) => {
        const { status } = await post(bot.door, isJson ? { body, type: asJson } : { body });
        expect(status).toBeLessThan(500);
      }),
      runs(100),
    );
  });
});

test("nothing of all this was printed: no request, no token, no response_url", async () => {
  await post(bot.door, { body: form(commandFields("why checkout payment header authorization:Bearer-s3cr3t-words")) });
  await bot.idle();
  const all = printed.join("\n");
  expect(
    all.match(/.*(?:xoxb|playground-signing|\/response\/|s3cr3t|\d\.trigger|nothing to see|garbage|v0=).*/g),
  ).toBeNull();
  expect(bot.troubles.join("\n")).not.toMatch(/xoxb|\/response\/|s3cr3t/);
});

/** The body with one member, however deep, replaced; `undefined` takes it away. */
function replaced(body: object, spot: number, value: unknown): object {
  const copy = structuredClone(body) as Record<string, unknown>;
  const places: { readonly of: Record<string, unknown>; readonly name: string }[] = [];
  const walk = (of: Record<string, unknown>): void => {
    for (const [name, member] of Object.entries(of)) {
      places.push({ of, name });
      if (typeof member === "object" && member !== null) walk(member as Record<string, unknown>);
    }
  };
  walk(copy);
  const place = places[spot % Math.max(places.length, 1)];
  if (place !== undefined) place.of[place.name] = value;
  return copy;
}
