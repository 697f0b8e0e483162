import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Message } from "../../../src/faces/playground/wire.ts";
import { dynamoStore } from "../../../src/store/dynamo-store.ts";
import { type Bot, channel, guest, onCall, startBot, stranger } from "../../support/bot.ts";
import { post } from "../../support/signed.ts";

let bot: Bot;
beforeAll(async () => {
  bot = await startBot();
  await bot.call("worker", { source: "meshwhy.schedule", order: { verb: "catalogue", cluster: "demo" } });
}, 60_000);
afterAll(() => bot.close());
beforeEach(() => void bot.news());

/** The latest records of today. */
async function audited(): Promise<readonly object[]> {
  const client = new DynamoDBClient({
    endpoint: bot.behind.dynamo,
    region: "us-east-1",
    credentials: { accessKeyId: "fake", secretAccessKey: "fake" },
  });
  const store = dynamoStore({ client, table: bot.behind.table, token: () => "x" });
  const records = await store.audits(new Date().toISOString().slice(0, 10), 5);
  client.destroy();
  return records;
}

describe("the form and its search", () => {
  test("are not opened where nobody may ask", async () => {
    const before = bot.modal();
    await bot.type("/mesh", onCall, "C0RANDOM001");
    expect(bot.modal()).toBe(before);
    expect(bot.news()).toMatchObject([{ visibleTo: onCall, text: expect.stringContaining("Refused") }]);
  });

  test.each([guest, stranger])("tell %s no name", async (who) => {
    await bot.type("/mesh", who, who === stranger ? "C0PARTNERS1" : channel);
    const modal = bot.modal(who);
    if (modal === undefined) throw new Error("no form was opened");
    expect(await bot.suggest(modal, "mesh.to", "paym")).toEqual(["paym"]);
  });

  test("tell somebody who may ask", async () => {
    await bot.type("/mesh");
    const modal = bot.modal();
    expect(modal && (await bot.suggest(modal, "mesh.to", "paym"))).toContain("shop/payment");
  });
});

describe("what a guest is not told", () => {
  test("which clusters there are", async () => {
    await bot.type("/mesh clusters", guest);
    expect(JSON.stringify(bot.news())).not.toContain("broken-canary");
  });
});

describe("the record", () => {
  test("holds what was refused at the door", async () => {
    await bot.type("/mesh why checkout payment", onCall, "C0RANDOM001");
    expect(bot.news()).toMatchObject([{ text: expect.stringContaining("Refused") }]);
    expect(await audited()).toContainEqual(
      expect.objectContaining({
        channel: "C0RANDOM001",
        user: onCall,
        verb: "why",
        allowed: false,
        outcome: "refused",
      }),
    );
  });

  test("holds who listed the clusters", async () => {
    await bot.type("/mesh clusters");
    expect(await audited()).toContainEqual(
      expect.objectContaining({ user: onCall, verb: "clusters", outcome: "listed" }),
    );
  });
});

describe("a share", () => {
  test("into a channel where nobody may ask is refused", async () => {
    await bot.type("/mesh why checkout payment");
    const answer = bot.news().at(-1) as Message;
    await bot.press(answer, "mesh.share");
    const modal = bot.modal();
    if (modal !== undefined) await bot.submit(modal, { "mesh.channel": "C0RANDOM001" });
    expect(bot.news()).toMatchObject([
      { visibleTo: onCall, text: expect.stringMatching(/Refused.*may not be shared there/) },
    ]);
  });
});

describe("a mention by an app", () => {
  let events = 0;
  let alert = "";
  beforeAll(async () => {
    alert = (await bot.say("[FIRING] 5xx from checkout to payment")).ts ?? "";
  });
  const mention = async (text: string, event: object): Promise<readonly Message[]> => {
    events += 1;
    const body = JSON.stringify({
      type: "event_callback",
      team_id: "T0SHOP00001",
      api_app_id: "A0MESHWHY01",
      event_id: `EvApp${events}`,
      event: {
        type: "app_mention",
        channel,
        text: `<@U0MESHWHY01> ${text}`,
        ts: `170000000${events}.000100`,
        ...event,
      },
    });
    expect(await post(bot.door, { type: "application/json", body })).toMatchObject({ status: 200 });
    await bot.idle();
    return bot.news();
  };
  const alerts = { bot_id: "B0ALERTS001", user: "U0DEVELOP01", app_id: "A0ALERTS001" };

  test("that has a user is answered in its thread, for all to see", async () => {
    expect(await mention("why checkout payment", { ...alerts, thread_ts: alert })).toContainEqual(
      expect.objectContaining({ thread: alert, text: expect.stringContaining("is broken") }),
    );
  });

  test("that has no user is told why it is refused, where all see it", async () => {
    const said = await mention("why checkout payment", { bot_id: "B0NOBODY001", thread_ts: alert });
    expect(said).toMatchObject([{ thread: alert, text: expect.stringContaining("Refused") }]);
    expect(said[0]?.visibleTo).toBeUndefined();
  });

  test("that has neither user nor bot is told so, too", async () => {
    expect(await mention("why checkout payment", {})).toMatchObject([{ text: expect.stringContaining("Refused") }]);
  });

  test("that answers in the same thread is not answered again", async () => {
    const thread_ts = "1700000099.000100";
    expect((await mention("what?", { ...alerts, thread_ts })).length).toBe(1);
    expect(await mention("what?", { ...alerts, thread_ts })).toEqual([]);
  });

  test("is not answered without end in one channel", async () => {
    const answered: boolean[] = [];
    for (let count = 0; count < 24; count += 1)
      answered.push((await mention("what?", { ...alerts, bot_id: "B1", user: "U0ONDUTY001" })).length > 0);
    expect(answered.filter((each) => each)).toHaveLength(20);
    expect(answered.at(-1)).toBe(false);
  });

  test("that is ourselves is no question", async () => {
    expect(await mention("why checkout payment", { bot_id: "B1", app_id: "A0MESHWHY01" })).toEqual([]);
  });
});
