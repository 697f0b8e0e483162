import { WebClient } from "@slack/web-api";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newBlocks } from "../../../src/faces/playground/blocks/validate-blocks.ts";
import type { FaultOrder, Message } from "../../../src/faces/playground/wire.ts";
import { SlackUnavailable } from "../../../src/faces/worker/slack-unavailable.ts";
import { voice } from "../../../src/faces/worker/voice.ts";
import type { VoiceOptions } from "../../../src/faces/worker/voice-options.ts";
import type { Reply } from "../../../src/model/job.ts";
import type { SlackMessage } from "../../../src/render/slack/slack-message.ts";
import { type Bot, channel, onCall, startBot } from "../../support/bot.ts";
import { type MisbehavingServer, misbehavingServer } from "../../support/misbehaving-server.ts";

/** How long Slack may be silent: what is proven is that the silence ends, not when. */
const quick = { MESHWHY_SLACK_TIMEOUT: "500" };
let bot: Bot;
beforeAll(async () => {
  bot = await startBot({ environment: quick });
}, 60_000);
afterAll(() => bot.close());
beforeEach(() => void bot.news());
afterEach(() => bot.mend());

const goWrong = (method: string, how: string, times = 1): void =>
  bot.fault({ fault: "answer", method, with: how, times } satisfies FaultOrder);
/** What the bot said that is neither the acknowledgement nor in a thread. */
const answers = (): readonly Message[] =>
  bot.news().filter(({ user, text, thread }) => user !== onCall && thread === undefined && !text.startsWith("Looking"));
const broken = { text: expect.stringContaining("is broken") };

describe("a question is answered although Slack", () => {
  test.each([
    ["limits the rate of posts", "chat.postMessage", "429"],
    ["limits the rate of changes", "chat.update", "429"],
    ["answers a change with 500", "chat.update", "500"],
    ["answers a post with 500", "chat.postMessage", "500"],
    ["has an internal error", "chat.postMessage", "internal_error"],
    ["does not take the blocks of a change", "chat.update", "invalid_blocks"],
    ["finds the blocks too long", "chat.update", "msg_blocks_too_long"],
    ["finds the message too long", "chat.update", "msg_too_long"],
    ["does not find the message that was begun", "chat.update", "message_not_found"],
    ["does not let it change the message that was begun", "chat.update", "cant_update_message"],
    ["does not take the blocks of a post", "chat.postMessage", "invalid_blocks"],
    ["does not find the channel", "chat.postMessage", "channel_not_found"],
    ["wants it to be a member first", "chat.postMessage", "not_in_channel"],
    ["says that the channel is archived", "chat.postMessage", "is_archived"],
    ["misses a scope", "chat.postMessage", "missing_scope"],
    ["says nothing of its reason", "chat.postMessage", "some_error_of_tomorrow"],
  ])("%s", async (_, method, how) => {
    goWrong(method, how);
    await bot.type("/mesh why checkout payment");
    expect(answers().at(-1)).toMatchObject(broken);
  });

  test("refuses both kinds of blocks: text alone is left, and says all that matters", async () => {
    goWrong("chat.update", "invalid_blocks", 2);
    await bot.type("/mesh why checkout payment");
    const [answer, ...more] = answers();
    expect(more).toEqual([]);
    expect(answer?.text).toContain("AuthorizationPolicy shop/payment-callers");
    expect(answer?.blocks).toEqual([]);
  });

  test("does not know the newest blocks: classic ones are sent", async () => {
    bot.fault({ fault: "refuse-new-blocks", on: true });
    await bot.type("/mesh why checkout payment");
    const [answer, ...more] = answers();
    expect(more).toEqual([]);
    expect(answer).toMatchObject(broken);
    const types = answer?.blocks.map(({ type }) => String(type)) ?? [];
    expect(types.length).toBeGreaterThan(3);
    expect(types.filter((type) => newBlocks.includes(type))).toEqual([]);
  });

  test("has revoked the token: the response URL needs none", async () => {
    goWrong("chat.postMessage", "token_revoked", 9);
    goWrong("chat.update", "token_revoked", 9);
    await bot.type("/mesh why checkout payment");
    expect(answers()).toMatchObject([{ channel, ...broken }]);
  });

  test("does not let it into the channel, and the response URL is used up: it is said directly, and how to invite it", async () => {
    goWrong("chat.postMessage", "not_in_channel", 2);
    goWrong("response_url", "used_url", 9);
    await bot.type("/mesh why checkout payment");
    const said = answers();
    expect(said.map(({ text }) => text)).toEqual([expect.stringContaining("/invite @mesh"), broken.text]);
    expect(said.every(({ channel: where }) => where.startsWith("D"))).toBe(true);
  });

  test.each(["expired_url", "500", "429"])(
    "a response URL answers %s: the asker alone is told otherwise",
    async (how) => {
      await bot.type("/mesh why checkout payment");
      const answer = answers().at(-1) as Message;
      await bot.press(answer, "mesh.escalate");
      bot.news();
      goWrong("response_url", how, 9);
      await bot.press(answer, "mesh.escalate");
      expect(answers()).toMatchObject([{ visibleTo: onCall, text: expect.stringContaining("escalated") }]);
      expect(bot.message(answer.ts)).toMatchObject(broken);
    },
  );

  test("hangs on a response URL", async () => {
    await bot.type("/mesh why checkout payment");
    const answer = answers().at(-1) as Message;
    goWrong("response_url", "hang");
    await bot.press(answer, "mesh.escalate");
    await bot.press(answer, "mesh.escalate");
    expect(JSON.stringify(answers())).toContain("escalated");
  }, 10_000);
});

describe("re-check", () => {
  test.each(["message_not_found", "cant_update_message", "not_in_channel", "token_revoked"])(
    "is answered where the message cannot be changed: %s",
    async (how) => {
      await bot.type("/mesh why checkout payment");
      const answer = answers().at(-1) as Message;
      goWrong("chat.update", how, 3);
      await bot.press(answer, "mesh.recheck");
      const said = [...answers(), bot.message(answer.ts)];
      expect(said.at(-1)).toMatchObject(broken);
      expect(said).toHaveLength(1);
    },
  );
});

describe("a form that Slack does not open", () => {
  test.each(["expired_trigger_id", "invalid_blocks", "500", "429", "hang"])("%s: who pressed is told", async (how) => {
    await bot.type("/mesh why checkout payment");
    const answer = answers().at(-1) as Message;
    goWrong("views.open", how);
    expect(await bot.press(answer, "mesh.mute")).toEqual({ ok: true });
    expect(answers()).toMatchObject([{ visibleTo: onCall, text: expect.stringContaining("could not be opened") }]);
    expect(bot.message(answer.ts)).toMatchObject(broken);
  });

  test("after /mesh alone: the help is shown instead", async () => {
    goWrong("views.open", "expired_trigger_id");
    expect(await bot.type("/mesh")).toEqual({ ok: true });
    const said = answers();
    expect(said.map(({ visibleTo }) => visibleTo)).toEqual([onCall]);
    expect(JSON.stringify(said)).toContain("How to ask");
  });

  test("after Explain: who chose it is told", async () => {
    await bot.say("nothing that a pair is named in");
    const [alert] = bot.news();
    goWrong("views.open", "expired_trigger_id");
    expect(await bot.explain(alert as Message)).toEqual({ ok: true });
    expect(answers()).toMatchObject([{ visibleTo: onCall, text: expect.stringContaining("could not be opened") }]);
  });
});

describe("App Home", () => {
  test.each(["500", "hang"])(
    "is filled although Slack answers %s",
    async (how) => {
      goWrong("views.publish", how, 1);
      await bot.openHome();
      expect(JSON.stringify(bot.home()?.view)).toContain("checkout → payment");
    },
    10_000,
  );
});

describe("what only one may see", () => {
  test("a refusal does not write over the answer whose button was pressed", async () => {
    await bot.type("/mesh why checkout payment");
    const answer = answers().at(-1) as Message;
    await bot.press(answer, "mesh.escalate", "U0GUEST0001");
    expect(bot.message(answer.ts)).toMatchObject(broken);
    expect(bot.news()).toMatchObject([{ visibleTo: "U0GUEST0001", text: expect.stringContaining("Refused") }]);
  });

  test("a share to where the bot is not comes directly, and says how to invite it", async () => {
    await bot.type("/mesh why checkout payment");
    const answer = answers().at(-1) as Message;
    await bot.press(answer, "mesh.share");
    const modal = bot.modal();
    if (modal === undefined) throw new Error("no form was opened");
    goWrong("chat.postMessage", "not_in_channel");
    await bot.submit(modal, { "mesh.channel": "C0INCIDENT1" });
    expect(bot.message(answer.ts)).toMatchObject(broken);
    expect(answers().map(({ text }) => text)).toEqual([expect.stringContaining("/invite @mesh"), broken.text]);
  });
});

describe("the voice", () => {
  let slack: MisbehavingServer;
  beforeAll(async () => {
    slack = await misbehavingServer();
  });
  afterAll(() => slack.stop());
  let slept: number[] = [];
  beforeEach(() => {
    slept = [];
  });

  const reply: Reply = { channel: "C1", visibleTo: "channel" };
  const message: SlackMessage = { text: "x".repeat(5000), blocks: [{ type: "divider" }], overflow: [] };
  const options = (more: Partial<VoiceOptions> = {}): VoiceOptions => ({
    web: new WebClient("xoxb-fake", {
      slackApiUrl: `${slack.url}/api/`,
      timeout: 300,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    }),
    fetch,
    timeout: 300,
    responseHosts: [new URL(slack.url).host],
    sleep: async (milliseconds) => void slept.push(milliseconds),
    now: () => 0,
    deadline: 30_000,
    ...more,
  });
  const limited = (seconds: number) => (response: import("node:http").ServerResponse) =>
    void response.writeHead(429, { "retry-after": String(seconds) }).end();
  const ok = (response: import("node:http").ServerResponse) =>
    void response.writeHead(200, { "content-type": "application/json" }).end('{"ok":true,"ts":"1.2","channel":"C1"}');

  test("waits as long as Slack wants, within its time", async () => {
    slack.will(limited(7), ok);
    expect(await voice(options()).post(reply, message, "U1")).toEqual({ channel: "C1", ts: "1.2" });
    expect(slept).toEqual([7000]);
  });

  test("gives the job back where Slack wants more time than there is", async () => {
    slack.will(limited(31));
    await expect(voice(options()).post(reply, message, "U1")).rejects.toThrow(SlackUnavailable);
    expect([slept, slack.received.length]).toEqual([[], 1]);
  });

  test("does not post anew what may be there: a hang is left to the next attempt", async () => {
    slack.will(() => undefined);
    await expect(voice(options()).post(reply, message, "U1")).rejects.toThrow(SlackUnavailable);
    expect(slack.received).toHaveLength(1);
  });

  test("keeps the blocks of a message whose text is too long, and says where the text is cut", async () => {
    slack.will(ok);
    await voice(options()).update({ channel: "C1", ts: "1.2" }, message);
    const sent = new URLSearchParams(slack.received[0]?.body);
    expect(sent.get("blocks")).toBe('[{"type":"divider"}]');
    expect(sent.get("text")).toMatch(/cut here/);
    expect(sent.get("text")?.length).toBeLessThan(4000);
  });

  test("says what the response URL did not take by other ways, and nothing twice", async () => {
    const short = (text: string): SlackMessage => ({ text, blocks: [], overflow: [] });
    const gone = (response: import("node:http").ServerResponse) => void response.writeHead(404).end("used_url");
    slack.will(ok, ok, gone, ok);
    const answer = { ...short("first"), overflow: [short("second"), short("third")] };
    await voice(options()).whisper({ ...reply, responseUrl: `${slack.url}/response/1` }, answer, "U1");
    expect(slack.received.map(({ url, body }) => [url, /first|second|third/.exec(body)?.[0]])).toEqual([
      ["/response/1", "first"],
      ["/response/1", "second"],
      ["/response/1", "third"],
      ["/api/chat.postEphemeral", "third"],
    ]);
  });

  test("posts to no host that Slack does not answer at", async () => {
    slack.will(ok);
    const elsewhere = { ...reply, responseUrl: "http://169.254.169.254/latest" };
    await voice(options()).whisper(elsewhere, { text: "x", blocks: [], overflow: [] }, "U1");
    expect(slack.received.map(({ url }) => url)).toEqual(["/api/chat.postEphemeral"]);
  });
});

describe("who asks", () => {
  const developer = "U0DEVELOP01";

  test("is refused where Slack may not tell whether they are a guest", async () => {
    goWrong("users.info", "missing_scope");
    await bot.type("/mesh why checkout payment", developer);
    expect(JSON.stringify(bot.news())).toMatch(/Refused.*guest/);
  });

  test("is looked up again where Slack fails in passing", async () => {
    goWrong("users.info", "500");
    await bot.type("/mesh why checkout payment", developer);
    expect(answers()).toEqual([expect.objectContaining(broken)]);
  });
});
