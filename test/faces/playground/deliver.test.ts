/** What the app gets, and what Slack makes of its answers. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { guestUser, onCall, onDuty, partners, partnerUser, random, type Started, started } from "./started.ts";

let all: Started;

beforeAll(async () => {
  all = await started();
});
afterAll(() => all.close());
beforeEach(() => {
  all.bot.answer(() => undefined);
  all.slack.faults.clear();
});

const run = (text: string, user = onDuty, channel = onCall) => all.slack.act({ act: "command", user, channel, text });
const last = () => all.bot.received.at(-1);
const newest = () => all.slack.state.messages.at(-1);

/** Requests of a type since a count was taken. */
function since(
  count: number,
  type: string,
): readonly { readonly headers: Record<string, unknown>; readonly body: Record<string, unknown> }[] {
  return all.bot.received.slice(count).filter(({ body }) => (body.event as { readonly type?: string })?.type === type);
}

describe("a slash command", () => {
  test("has every field that Slack sends", async () => {
    expect(await run("/mesh  why checkout payment ")).toEqual({ ok: true });
    expect(last()?.body).toEqual({
      token: expect.any(String),
      team_id: "T0SHOP00001",
      team_domain: "shop",
      channel_id: onCall,
      channel_name: "on-call",
      user_id: onDuty,
      user_name: "on-duty",
      command: "/mesh",
      text: "why checkout payment",
      api_app_id: "A0MESH00001",
      is_enterprise_install: "false",
      response_url: expect.stringContaining(`${all.slack.url}/response/T0SHOP00001/`),
      trigger_id: expect.any(String),
    });
    expect(last()?.headers).toMatchObject({
      "content-type": "application/x-www-form-urlencoded",
      "user-agent": expect.stringContaining("Slackbot 1.0"),
      "x-slack-signature": expect.stringMatching(/^v0=[0-9a-f]{64}$/),
      "x-slack-request-timestamp": String(Date.parse("2026-11-20T14:02:00Z") / 1000),
    });
  });

  test("names the workspace of who comes from outside", async () => {
    await run("/mesh help", partnerUser, partners);
    expect(last()?.body).toMatchObject({ team_id: "T0PARTNER01", user_id: partnerUser });
  });

  test("shows an answer to the asker alone, unless it is for the channel", async () => {
    all.bot.answer(() => ({ text: "For you" }));
    await run("/mesh help");
    expect(newest()).toMatchObject({ text: "For you", visibleTo: onDuty, user: "U0MESH00001" });
    all.bot.answer(() => ({ json: { response_type: "in_channel", text: "For all" } }));
    await run("/mesh help");
    expect(all.slack.state.messages.slice(-2)).toMatchObject([
      { text: "/mesh help", user: onDuty, command: true },
      { text: "For all", user: "U0MESH00001" },
    ]);
    expect(newest()?.visibleTo).toBeUndefined();
  });

  test.each([
    ["no acknowledgement within three seconds", "hang" as const, "operation_timeout"],
    ["an error", { status: 500 }, "dispatch_failed"],
    ["a message that is wrong", { json: { text: "x", blocks: [{ type: "banner" }] } }, "invalid_blocks"],
  ])("fails with %s, as Slack says it", async (_title, answer, error) => {
    all.bot.answer(() => answer);
    expect(await run("/mesh help")).toEqual({ ok: false, error: `/mesh failed with the error "${error}"` });
  });

  test("fails where the acknowledgement is late or lost, though the app has acted", async () => {
    all.slack.faults.order({ fault: "delay-acks", ms: 400 });
    expect(await run("/mesh help")).toMatchObject({ error: expect.stringContaining("operation_timeout") });
    all.slack.faults.clear();
    all.slack.faults.order({ fault: "lose-acks", times: 1 });
    expect(await run("/mesh help")).toMatchObject({ error: expect.stringContaining("operation_timeout") });
    expect(await run("/mesh help")).toEqual({ ok: true });
  });

  test("must be one of the app's, in a channel where one is", async () => {
    expect(await run("/mash help")).toEqual({ ok: false, error: "/mash is not a valid command." });
    expect(await run("/mesh help", guestUser, partners)).toEqual({ ok: false, error: "You are not in this channel." });
  });
});

describe("an event", () => {
  const say = (text: string, channel = onCall, user = onDuty) => all.slack.act({ act: "say", user, channel, text });

  test("tells of a mention, once, with what Slack says of it", async () => {
    const before = all.bot.received.length;
    const { ts } = await say("@mesh why a & <b>?");
    await vi.waitFor(() => expect(since(before, "app_mention")).toHaveLength(1));
    expect(since(before, "app_mention")[0]?.body).toMatchObject({
      type: "event_callback",
      team_id: "T0SHOP00001",
      event_id: expect.stringMatching(/^Ev/),
      event: { type: "app_mention", user: onDuty, ts, channel: onCall, text: "<@U0MESH00001> why a &amp; &lt;b&gt;?" },
    });
  });

  test("tells of a direct message and of an opened home", async () => {
    const before = all.bot.received.length;
    const { channel = "" } = await all.slack.act({ act: "open-home", user: onDuty, tab: "home" });
    await say("why a b", channel);
    await vi.waitFor(() => {
      expect(since(before, "message")[0]?.body).toMatchObject({ event: { channel_type: "im", text: "why a b" } });
      expect(since(before, "app_home_opened")[0]?.body).toMatchObject({
        event: { tab: "home", user: onDuty, channel },
      });
    });
  });

  test("does not tell of what is none of the app's business", async () => {
    const before = all.bot.received.length;
    await say("hello");
    await say("@meshes and me@mesh.example");
    await say("@mesh hello", random);
    await say("@mesh last");
    await vi.waitFor(() => expect(all.bot.received.length).toBeGreaterThan(before));
    expect(all.bot.received.slice(before).map(({ body }) => (body.event as { readonly text: string }).text)).toEqual([
      "<@U0MESH00001> last",
    ]);
  });

  test("is delivered three times more until it is taken, and says why", async () => {
    const before = all.bot.received.length;
    all.bot.answer(({ headers }) => (headers["x-slack-retry-num"] === "2" ? undefined : { status: 503 }));
    await say("@mesh why a b");
    await vi.waitFor(() => expect(since(before, "app_mention")).toHaveLength(3));
    const sent = since(before, "app_mention");
    expect(sent.map(({ headers }) => [headers["x-slack-retry-num"], headers["x-slack-retry-reason"]])).toEqual([
      [undefined, undefined],
      ["1", "http_error"],
      ["2", "http_error"],
    ]);
    expect(new Set(sent.map(({ body }) => body.event_id)).size).toBe(1);
  });

  test("is delivered twice on order, as one event", async () => {
    const before = all.bot.received.length;
    all.slack.faults.order({ fault: "deliver-twice", times: 1 });
    await say("@mesh why a b");
    await vi.waitFor(() => expect(since(before, "app_mention")).toHaveLength(2));
    expect(new Set(since(before, "app_mention").map(({ body }) => body.event_id)).size).toBe(1);
  });

  test("verifies an address", async () => {
    all.bot.answer(undefined);
    expect(await all.slack.verify()).toBe(true);
    all.bot.answer(() => undefined);
    expect(await all.slack.verify()).toBe(false);
  });
});

describe("a response_url", () => {
  async function url(): Promise<string> {
    all.bot.answer(() => undefined);
    await run("/mesh help");
    return String(last()?.body.response_url);
  }
  const post = async (to: string, body: unknown): Promise<string> => {
    const answer = await fetch(to, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });
    return `${answer.status} ${await answer.text()}`;
  };

  test("is good for five posts", async () => {
    const to = await url();
    for (const text of ["1", "2", "3", "4", "5"]) expect(await post(to, { text })).toBe("200 ok");
    expect(await post(to, { text: "6" })).toBe("404 used_url");
    expect(newest()).toMatchObject({ text: "5", visibleTo: onDuty });
  });

  test("is good for thirty minutes", async () => {
    const to = await url();
    all.later(30 * 60_000);
    expect(await post(to, { text: "late" })).toBe("200 ok");
    all.later(1);
    expect(await post(to, { text: "too late" })).toBe("404 expired_url");
  });

  test("replaces and deletes what came by it", async () => {
    const to = await url();
    await post(to, { text: "first" });
    const { ts } = newest() ?? {};
    await post(to, { text: "second", replace_original: true });
    expect(newest()).toMatchObject({ ts, text: "second" });
    await post(to, { delete_original: true });
    expect(all.slack.state.messages.some((message) => message.ts === ts)).toBe(false);
  });

  test("needs no invitation to the channel", async () => {
    await run("/mesh help", onDuty, random);
    expect(await post(String(last()?.body.response_url), { text: "x", response_type: "in_channel" })).toBe("200 ok");
    expect(newest()).toMatchObject({ channel: random, text: "x" });
  });

  test("refuses what is wrong, without using itself up", async () => {
    const to = await url();
    for (let times = 0; times < 6; times++)
      expect(await post(to, { blocks: [{ type: "banner" }] })).toBe("400 invalid_blocks");
    expect(await post(to, {})).toBe("400 no_text");
    expect(await post(to, "not json")).toBe("400 invalid_payload");
    expect(await post(to, { text: "x" })).toBe("200 ok");
    expect(await post(`${all.slack.url}/response/T0SHOP00001/NOWHERE`, { text: "x" })).toBe("404 expired_url");
  });

  test("fails on order", async () => {
    all.slack.faults.order({ fault: "answer", method: "response_url", with: "expired_url", times: 1 });
    expect(await post(await url(), { text: "x" })).toBe("404 expired_url");
  });
});

describe("what was sent", () => {
  test("is noted for behind the scenes, without the token", async () => {
    await run("/mesh help");
    await all.bot.call("chat.postMessage", { channel: onCall, text: "x" });
    const [asked, posted] = all.slack.state.exchanges.slice(-2);
    expect(asked).toMatchObject({ direction: "to-app", what: "/mesh help", status: "200", ok: true });
    expect(posted).toMatchObject({ direction: "from-app", what: "chat.postMessage", status: "200", ok: true });
    expect(JSON.stringify(all.slack.state.exchanges)).not.toContain("xoxb-");
  });
});
