/** The Web API, called by Slack's own client. */
import { LogLevel, WebClient, type WebClientOptions } from "@slack/web-api";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { archived, botToken, onCall, onDuty, random, type Started, started } from "./started.ts";

/** The client would print what it is refused. */
const quiet = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

let all: Started;
let client: WebClient;

beforeAll(async () => {
  all = await started();
  client = clientWith({});
});
afterAll(() => all.close());
beforeEach(() => all.slack.faults.clear());

function clientWith(options: WebClientOptions, token: string | undefined = botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: `${all.slack.url}/api/`,
    retryConfig: { retries: 0 },
    timeout: 500,
    rejectRateLimitedCalls: true,
    logger: quiet,
    ...options,
  });
}

async function errorOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
    return "no error";
  } catch (error) {
    const data = (error as { readonly data?: { readonly error?: string } }).data;
    return data?.error ?? (error as { readonly code?: string }).code;
  }
}

const post = (more: Readonly<Record<string, unknown>>) =>
  client.apiCall("chat.postMessage", { channel: onCall, text: "Hello", ...more });

describe("chat.postMessage", () => {
  test("posts, and answers with what it posted", async () => {
    const { channel, ts, message } = await client.chat.postMessage({ channel: onCall, text: "Hello <world>" });
    expect({ channel, text: message?.text }).toEqual({ channel: onCall, text: "Hello <world>" });
    expect(all.slack.state.messages.find((each) => each.ts === ts)).toMatchObject({
      channel: onCall,
      user: "U0MESH00001",
    });
  });

  test("takes a name for a channel, and a user for a direct message", async () => {
    expect(await client.chat.postMessage({ channel: "#on-call", text: "x" })).toMatchObject({ channel: onCall });
    const { channel } = await client.chat.postMessage({ channel: onDuty, text: "x" });
    expect(channel).toMatch(/^D/);
    expect(await client.conversations.open({ users: onDuty })).toMatchObject({ channel: { id: channel } });
  });

  test("answers in a thread, however deep one asks", async () => {
    const { ts = "" } = await client.chat.postMessage({ channel: onCall, text: "Parent" });
    const first = await client.chat.postMessage({ channel: onCall, text: "Reply", thread_ts: ts });
    const second = await client.chat.postMessage({ channel: onCall, text: "Reply", thread_ts: first.ts ?? "" });
    expect(second.message).toMatchObject({ thread_ts: ts });
  });

  test.each<readonly [string, Readonly<Record<string, unknown>>]>([
    ["channel_not_found", { channel: "C0NOWHERE01" }],
    ["channel_not_found", { channel: "" }],
    ["not_in_channel", { channel: random }],
    ["is_archived", { channel: archived }],
    ["thread_not_found", { thread_ts: "1.000001" }],
    ["no_text", { text: "" }],
    ["no_text", { text: "", blocks: [] }],
    ["invalid_blocks_format", { blocks: "not json" }],
    ["invalid_blocks_format", { blocks: { type: "divider" } }],
    ["invalid_blocks", { blocks: [{ type: "banner" }] }],
    [
      "msg_blocks_too_long",
      {
        blocks: Array.from({ length: 5 }, () => ({
          type: "section",
          text: { type: "mrkdwn", text: "x".repeat(2700) },
        })),
      },
    ],
    ["markdown_text_conflict", { markdown_text: "# Title" }],
  ])("is refused with %s for %j", async (error, more) => {
    expect(await errorOf(post(more))).toBe(error);
  });

  test("says where blocks are wrong", async () => {
    const call = post({ blocks: [{ type: "header", text: { type: "plain_text", text: "x".repeat(151) } }] });
    await expect(call).rejects.toMatchObject({
      data: {
        errors: ["must be less than 151 characters [json-pointer:/blocks/0/text/text]"],
        response_metadata: {
          messages: ["[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"],
        },
      },
    });
  });

  test("cuts text at 40,000 characters, as Slack does without a word", async () => {
    const { message } = await client.chat.postMessage({ channel: onCall, text: "x".repeat(41_000) });
    expect(message?.text).toHaveLength(40_000);
  });
});

describe("chat.update and chat.delete", () => {
  test("change what the bot wrote, and keep blocks that are not given", async () => {
    const { ts = "" } = await client.chat.postMessage({ channel: onCall, text: "a", blocks: [{ type: "divider" }] });
    await client.chat.update({ channel: onCall, ts, text: "b" });
    expect(messageAt(ts)).toMatchObject({ text: "b", edited: true, blocks: [{ type: "divider" }] });
    await client.chat.update({ channel: onCall, ts, text: "c", blocks: [] });
    expect(messageAt(ts)).toMatchObject({ text: "c", blocks: [] });
    await client.chat.delete({ channel: onCall, ts });
    expect(messageAt(ts)).toBeUndefined();
  });

  test("are refused for what is not there, not the bot's own, too long, or for one alone", async () => {
    const said = await all.slack.act({ act: "say", user: onDuty, channel: onCall, text: "mine" });
    const { message_ts: alone = "" } = await client.chat.postEphemeral({ channel: onCall, user: onDuty, text: "psst" });
    const { ts = "" } = await client.chat.postMessage({ channel: onCall, text: "a" });
    const update = (at: string, text: string) => errorOf(client.chat.update({ channel: onCall, ts: at, text }));
    expect(await update("1.000001", "x")).toBe("message_not_found");
    expect(await update(alone, "x")).toBe("message_not_found");
    expect(await update(said.ts ?? "", "x")).toBe("cant_update_message");
    expect(await update(ts, "x".repeat(4001))).toBe("msg_too_long");
    expect(await errorOf(client.chat.delete({ channel: onCall, ts: said.ts ?? "" }))).toBe("cant_delete_message");
  });
});

describe("other methods", () => {
  test("auth.test, users.info, usergroups.users.list and chat.getPermalink tell of the workspace", async () => {
    expect(await client.auth.test()).toMatchObject({ team_id: "T0SHOP00001", bot_id: "B0MESH00001" });
    expect(await client.users.info({ user: "U0GUEST0001" })).toMatchObject({ user: { is_restricted: true } });
    expect(await client.users.info({ user: "U0FOREIGN01" })).toMatchObject({
      user: { is_stranger: true, team_id: "T0PARTNER01" },
    });
    expect(await client.usergroups.users.list({ usergroup: "S0ONCALL001" })).toMatchObject({ users: [onDuty] });
    const { ts = "" } = await client.chat.postMessage({ channel: onCall, text: "x" });
    const { permalink } = await client.chat.getPermalink({ channel: onCall, message_ts: ts });
    expect(permalink).toContain(`/archives/${onCall}/p${ts.replace(".", "")}`);
    expect(await errorOf(client.users.info({ user: "U0NOBODY001" }))).toBe("user_not_found");
    expect(await client.bots.info({ bot: "B0MESH00001" })).toMatchObject({ bot: { user_id: "U0MESH00001" } });
    expect(await errorOf(client.bots.info({ bot: "B0NOBODY001" }))).toBe("bot_not_found");
    expect(await errorOf(client.usergroups.users.list({ usergroup: "S0NOBODY001" }))).toBe("no_such_subteam");
  });

  test("files go up in three steps and come down again", async () => {
    const text = "line\n".repeat(100);
    await client.filesUploadV2({ channel_id: onCall, filename: "trace.txt", content: text, title: "The trace" });
    const [file] = all.slack.state.messages.at(-1)?.files ?? [];
    expect(file).toMatchObject({ name: "trace.txt", title: "The trace", size: text.length });
    expect(await (await fetch(file?.url ?? "")).text()).toBe(text);
    expect(await errorOf(client.files.completeUploadExternal({ files: [{ id: "F0NOWHERE01" }] }))).toBe(
      "file_not_found",
    );
  });

  test("unknown methods, wrong tokens and none are refused", async () => {
    expect(await errorOf(client.apiCall("chat.shout"))).toBe("unknown_method");
    expect(await errorOf(client.apiCall("constructor"))).toBe("unknown_method");
    expect(await errorOf(clientWith({}, "xoxb-another").auth.test())).toBe("invalid_auth");
    const answer = await fetch(`${all.slack.url}/api/auth.test`, { method: "POST" });
    expect(await answer.json()).toEqual({ ok: false, error: "not_authed" });
  });

  test("JSON is as good as a form, and nothing else is", async () => {
    const send = async (type: string, body: string): Promise<unknown> => {
      const headers = { authorization: `Bearer ${botToken}`, "content-type": type };
      return (await fetch(`${all.slack.url}/api/chat.postMessage`, { method: "POST", headers, body })).json();
    };
    const body = JSON.stringify({ channel: onCall, text: "x", blocks: [{ type: "divider" }] });
    expect(await send("application/json; charset=utf-8", body)).toMatchObject({ ok: true });
    expect(await send("application/json", "{")).toMatchObject({ error: "invalid_json" });
    expect(await send("text/plain", body)).toMatchObject({ error: "invalid_post_type" });
  });
});

describe("what goes wrong on order", () => {
  const order = (answer: string, times = 1) =>
    all.slack.faults.order({ fault: "answer", method: "chat.postMessage", with: answer, times });

  test.each([
    ["429", "slack_webapi_rate_limited_error"],
    ["500", "slack_webapi_http_error"],
    ["hang", "slack_webapi_request_error"],
    ["msg_too_long", "msg_too_long"],
    ["channel_not_found", "channel_not_found"],
  ])("%s happens once, and the next call is answered", async (answer, error) => {
    order(answer);
    const own = clientWith({});
    expect(await errorOf(own.chat.postMessage({ channel: onCall, text: "x" }))).toBe(error);
    expect(await errorOf(post({}))).toBe("no error");
  });

  test("happens as often as it was ordered, to that method alone", async () => {
    order("is_archived", 2);
    expect(await errorOf(client.auth.test())).toBe("no error");
    expect([await errorOf(post({})), await errorOf(post({})), await errorOf(post({}))]).toEqual([
      "is_archived",
      "is_archived",
      "no error",
    ]);
  });

  test("the rate limit lets one message a second into a channel, and says how long to wait", async () => {
    all.slack.faults.order({ fault: "rate-limit", on: true });
    all.later(5000);
    expect(await errorOf(post({}))).toBe("no error");
    await expect(clientWith({}).chat.postMessage({ channel: onCall, text: "x" })).rejects.toMatchObject({
      retryAfter: 1,
    });
    all.later(1000);
    expect(await errorOf(post({}))).toBe("no error");
  });

  test("a workspace without the newest blocks refuses them", async () => {
    const blocks = [{ type: "alert", text: { type: "plain_text", text: "x" } }];
    expect(await errorOf(post({ blocks }))).toBe("no error");
    all.slack.faults.order({ fault: "refuse-new-blocks", on: true });
    expect(await errorOf(post({ blocks }))).toBe("invalid_blocks");
  });
});

function messageAt(ts: string): unknown {
  return all.slack.state.messages.find((message) => message.ts === ts);
}
