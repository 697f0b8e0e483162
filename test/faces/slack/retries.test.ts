import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Message } from "../../../src/faces/playground/wire.ts";
import { type Bot, channel, onCall, startBot } from "../../support/bot.ts";
import { type FaultProxy, faultProxy, type Passed } from "../../support/fault-proxy.ts";
import { commandFields, form, post } from "../../support/signed.ts";

let bot: Bot;
let table: FaultProxy;
let lambda: FaultProxy;
beforeAll(async () => {
  table = await faultProxy();
  lambda = await faultProxy();
  bot = await startBot({
    slack: { ackTimeoutMs: 3000, retryDelaysMs: [0, 30, 60] },
    environment: {
      MESHWHY_SLACK_TIMEOUT: "500",
      AWS_ENDPOINT_URL_DYNAMODB: table.url,
      AWS_ENDPOINT_URL_LAMBDA: lambda.url,
    },
  });
  table.to(bot.behind.dynamo);
  lambda.to(bot.behind.lambda);
}, 60_000);
afterAll(async () => {
  await bot.close();
  await table.stop();
  await lambda.stop();
});
beforeEach(() => void bot.news());
afterEach(() => {
  bot.mend();
  table.mend();
  lambda.mend();
});

/** What all see, in the channel itself; of a message that was written over the last words. */
const said = (messages = bot.news()): readonly Message[] =>
  messages.filter((message) => message.visibleTo === undefined && message.user !== onCall);
const broken = expect.objectContaining({ text: expect.stringContaining("is broken") });
const nth = (fits: (passed: Passed) => boolean, number: number): ((passed: Passed) => boolean) => {
  let count = 0;
  return (passed) => fits(passed) && ++count === number;
};
const put = ({ what }: Passed): boolean => what === "PutItem";
const noting = ({ what, body }: Passed): boolean => what === "UpdateItem" && body.includes('"#message"');
const finishing = ({ what, body }: Passed): boolean => what === "UpdateItem" && body.includes('"#doneAt"');
const remembering = ({ what, body }: Passed): boolean => what === "PutItem" && body.includes('"answer#');
const auditing = ({ body }: Passed): boolean => body.includes('"rule"');

describe("Slack delivers more than once", () => {
  test("an event that comes twice is answered once", async () => {
    bot.fault({ fault: "deliver-twice", times: 1 });
    await bot.say("@mesh why checkout payment");
    await bot.idle();
    expect(said()).toEqual([broken]);
  });

  test("an event whose acknowledgements were lost is answered once", async () => {
    bot.fault({ fault: "lose-acks", times: 2 });
    await bot.say("@mesh why checkout payment");
    await bot.idle();
    expect(said()).toEqual([broken]);
  });

  test("a command whose acknowledgement was lost is answered all the same", async () => {
    bot.fault({ fault: "lose-acks", times: 1 });
    expect(await bot.type("/mesh why checkout payment")).toMatchObject({ ok: false });
    expect(said()).toEqual([broken]);
  });

  test("two deliveries at the same moment are answered once", async () => {
    const request = { body: form(commandFields("why checkout payment")) };
    await Promise.all([post(bot.door, request), post(bot.door, request), post(bot.door, request)]);
    await bot.idle();
    expect(said()).toEqual([broken]);
  });

  test("an event that cannot be handed over is delivered again", async () => {
    lambda.refuse(() => true, 2);
    await bot.say("@mesh why checkout payment");
    await sleep(200);
    await bot.idle();
    expect(said()).toEqual([broken]);
  });
});

describe("Lambda tries a job again: one answer, in the message that was begun", () => {
  test.each([
    [
      "Slack answers 500 when the answer is written",
      () => bot.fault({ fault: "answer", method: "chat.update", with: "500", times: 3 }),
    ],
    [
      "Slack answers 500 when the message is begun",
      () => bot.fault({ fault: "answer", method: "chat.postMessage", with: "500", times: 1 }),
    ],
    ["the table refuses the claim", () => table.refuse(put, 1)],
    ["the table refuses to remember the answer", () => table.refuse(remembering, 1)],
    ["the table refuses the audit record", () => table.refuse(auditing, 1)],
    ["the table refuses the audit record twice", () => table.refuse(auditing, 2)],
    ["the table refuses the end", () => table.refuse(finishing, 2)],
    ["the message that was begun cannot be noted", () => table.refuse(noting, 1)],
  ])("%s", async (_, goWrong) => {
    goWrong();
    await bot.type("/mesh why checkout payment");
    expect(said()).toEqual([broken]);
  });

  test("a worker that fails after it has begun is followed by one that writes into the same message", async () => {
    table.refuse(remembering, 1);
    await bot.type("/mesh why checkout payment");
    const [message, ...more] = said();
    expect(more).toEqual([]);
    expect(message?.edited).toBe(true);
  });

  test("a hang of Slack is not waited for longer than the time allows", async () => {
    bot.fault({ fault: "answer", method: "chat.update", with: "hang", times: 1 });
    await bot.type("/mesh why checkout payment");
    expect(said()).toEqual([broken]);
  }, 10_000);

  test("what a button ordered is done once, too", async () => {
    await bot.type("/mesh why checkout payment");
    const [answer] = said();
    table.refuse(nth(put, 1), 1);
    await bot.press(answer as Message, "mesh.path");
    const shown = bot.news();
    table.mend();
    await bot.press(answer as Message, "mesh.path");
    expect(bot.news().map(({ text }) => text)).toEqual(shown.map(({ text }) => text));
    expect(shown.length).toBeGreaterThan(0);
  });

  test("what was shared is shared once, though telling so fails at first", async () => {
    await bot.type("/mesh why checkout payment");
    const [answer] = said();
    await bot.press(answer as Message, "mesh.share");
    const modal = bot.modal();
    table.refuse(auditing, 2);
    if (modal !== undefined) await bot.submit(modal, { "mesh.channel": "C0INCIDENT1" });
    expect(said().filter(({ thread }) => thread === undefined)).toEqual([broken]);
  });

  test("more of an answer is shown once", async () => {
    await bot.type("/mesh why checkout payment");
    const [answer] = said();
    table.refuse(auditing, 2);
    await bot.press(answer as Message, "mesh.path");
    const texts = said().map(({ text }) => text);
    expect(texts).toEqual([...new Set(texts)]);
    expect(texts.length).toBeGreaterThan(0);
  });

  const digest = (at: string) =>
    bot.call("worker", {
      source: "meshwhy.schedule",
      at,
      order: { verb: "digest", digest: "shop", scheduled: true },
    });

  test("the news of a digest are told, though Slack does not take it at first", async () => {
    bot.fault({ fault: "answer", method: "chat.postMessage", with: "500", times: 1 });
    await digest("2026-11-20T07:00:00Z");
    const [first] = said().filter(({ thread }) => thread === undefined);
    expect(first?.text).toContain("1 in trouble");
    expect(first?.text).toContain("the first digest");
  });

  test("a digest is told once, with its parts, though it cannot be written down at first", async () => {
    table.refuse(({ what, body }) => what === "PutItem" && body.includes("digest#shop"), 1);
    await digest("2026-11-20T08:00:00Z");
    const texts = said().map(({ text }) => text);
    expect(texts.length).toBeGreaterThan(0);
    expect(texts).toEqual([...new Set(texts)]);
  });

  test("somebody is called although Slack did not take the message at first", async () => {
    await bot.type("/mesh why checkout payment");
    const [answer] = said();
    bot.fault({ fault: "answer", method: "chat.postMessage", with: "500", times: 1 });
    await bot.press(answer as Message, "mesh.escalate");
    const news = bot.news().filter(({ text }) => text.startsWith("Escalated"));
    expect(news.map(({ channel: where }) => where)).toEqual(["C0INCIDENT1", channel]);
    await bot.press(news[0] as Message, "mesh.resolve");
    for (const { ts } of news) expect(bot.message(ts)?.text).toContain("Resolved");
  });

  test("a re-check that comes to nothing leaves the answer, and says so to whom pressed", async () => {
    await bot.type("/mesh why checkout payment");
    const [answer] = said();
    table.refuse(remembering, 9);
    await bot.press(answer as Message, "mesh.recheck");
    expect(bot.news()).toMatchObject([
      { visibleTo: onCall, text: expect.stringContaining("No answer to the re-check") },
    ]);
    expect(bot.message((answer as Message).ts)).toEqual(broken);
  });
});

describe("all attempts fail: the asker is told, and what is to blame", () => {
  test("Slack, where only updates fail", async () => {
    bot.fault({ fault: "answer", method: "chat.update", with: "500", times: 100 });
    await bot.type("/mesh why checkout payment");
    expect(said()).toMatchObject([
      { text: expect.stringContaining("reading the mesh") },
      { channel, text: expect.stringMatching(/No answer to checkout → payment.*Slack failed/) },
    ]);
  }, 20_000);

  test("DynamoDB", async () => {
    table.refuse(() => true, 1000);
    await bot.type("/mesh why checkout payment");
    expect(said()).toMatchObject([{ text: expect.stringMatching(/No answer to checkout → payment.*DynamoDB failed/) }]);
  });

  test("DynamoDB, for a mention", async () => {
    table.refuse(() => true, 1000);
    const { ts } = await bot.say("@mesh why checkout payment");
    expect(said()).toMatchObject([{ thread: ts, text: expect.stringContaining("DynamoDB failed") }]);
  });

  test("a job that is held to the last is not forgotten: it is told when its lease is over, or it is done", async () => {
    const job = { ...lastJob(), id: "held-to-the-last" };
    await bot.call("worker", job);
    await bot.call("failed", {
      requestContext: { condition: "RetriesExhausted" },
      requestPayload: job,
      responsePayload: { errorMessage: "x" },
    });
    expect(said()).toEqual([broken]);
  });
});

describe("a button whose job cannot be handed over", () => {
  test.each(["mesh.recheck", "mesh.path", "mesh.yaml", "mesh.escalate"])("%s: who pressed is told", async (button) => {
    await bot.type("/mesh why checkout payment in two-faults");
    const [answer] = said();
    lambda.refuse(() => true, 9);
    expect(await bot.press(answer as Message, button)).toEqual({ ok: true });
    expect(bot.news()).toMatchObject([{ visibleTo: onCall, text: expect.stringContaining("AWS Lambda failed") }]);
    expect(bot.message((answer as Message).ts)?.text).toContain("is broken");
  });

  test("a mention: whoever wrote it is told, at Slack's last delivery", async () => {
    lambda.refuse(() => true, 9);
    await bot.say("@mesh why checkout payment");
    await sleep(300);
    await bot.idle();
    const told = bot.news().filter(({ user }) => user !== onCall);
    expect(told).toMatchObject([{ visibleTo: onCall, text: expect.stringContaining("AWS Lambda failed") }]);
    expect(told[0]?.thread, "Slack hides it in a thread that has not begun").toBeUndefined();
  });

  test("a command: the acknowledgement says so", async () => {
    lambda.refuse(() => true, 9);
    await bot.type("/mesh why checkout payment");
    expect(bot.news()).toMatchObject([{ visibleTo: onCall, text: expect.stringContaining("AWS Lambda failed") }]);
  });

  test("Explain: who chose it is told", async () => {
    await bot.say("checkout -> payment fails");
    const [alert] = bot.news();
    lambda.refuse(() => true, 9);
    await bot.explain(alert as Message);
    expect(bot.news()).toMatchObject([{ visibleTo: onCall, text: expect.stringContaining("AWS Lambda failed") }]);
  });
});

test("30 questions at once are all answered, each once", async () => {
  const asked = await Promise.all(
    Array.from({ length: 30 }, async () => post(bot.door, { body: form(commandFields("why checkout payment")) })),
  );
  expect(asked.every(({ status }) => status === 200)).toBe(true);
  await bot.idle();
  expect(said()).toEqual(Array.from({ length: 30 }, () => broken));
}, 30_000);

/** The last job that was handed over. */
function lastJob(): object {
  const bodies = lambda.passed.filter(({ body }) => body.includes('"verb":"why"')).map(({ body }) => body);
  return JSON.parse(bodies.at(-1) ?? "{}") as object;
}
