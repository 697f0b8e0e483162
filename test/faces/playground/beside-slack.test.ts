/** Schedules, time, a mesh that changes and PagerDuty, through the bundles: what a newcomer can do in the playground. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Incident, Message, ScheduleNote } from "../../../src/faces/playground/wire.ts";
import { type Bot, channel, incidents, startBot } from "../../support/bot.ts";

let bot: Bot;
beforeAll(async () => {
  bot = await startBot();
}, 60_000);
afterAll(() => bot.close());

const shopDev = "C0SHOPDEV01";
const schedule = (description: string): ScheduleNote => {
  const found = bot.surroundings()?.schedules.find((each) => each.description === description);
  if (found === undefined) throw new Error(`There is no schedule "${description}"`);
  return found;
};
const run = async (description: string, again = false) =>
  bot.act({ act: "run-schedule", schedule: schedule(description).id, ...(again ? { again } : {}) });
const pass = async (minutes: number) => bot.act({ act: "pass-time", minutes });
const become = async (story: string) => bot.act({ act: "choose-story", story });
/** What is new in a channel itself, without threads. */
const newsIn = (where: string): readonly Message[] =>
  bot.news().filter((each) => each.channel === where && each.thread === undefined);
const paged = (): readonly Incident[] => bot.surroundings()?.incidents ?? [];

describe("a scheduled digest", () => {
  test("is posted once, however often its event is delivered", async () => {
    bot.news();
    expect(await run("The digest shop")).toEqual({ ok: true });
    const [first, ...more] = newsIn(channel);
    expect(first?.text).toContain("digest shop of demo");
    expect(first?.text).toContain("1 in trouble");
    expect(more).toEqual([]);
    expect(await run("The digest shop", true)).toEqual({ ok: true });
    expect(bot.news()).toEqual([]);
    expect(schedule("The digest shop").last).toMatchObject({ by: "hand", deliveries: 2 });
  });

  test("is one line where nothing changed; a minute has one run, so the next one begins", async () => {
    const { ahead = 0 } = bot.surroundings() ?? {};
    const { ok, note } = await run("The digest shop");
    expect(ok).toBe(true);
    const [line, ...more] = newsIn(channel);
    expect(line?.text).toContain("nothing changed");
    expect(line?.blocks.filter(({ type }) => type === "header")).toEqual([]);
    expect(more).toEqual([]);
    const moved = (bot.surroundings()?.ahead ?? 0) - ahead;
    expect(moved).toBeLessThanOrEqual(60_000);
    // The minute may have ended by itself.
    expect(note === undefined ? "" : "put forward").toBe(moved > 0 ? "put forward" : "");
  });

  test("tells what is resolved and what is new when the mesh has changed", async () => {
    expect(await become("healthy")).toEqual({ ok: true });
    await run("The digest shop");
    expect(newsIn(channel).at(-1)?.text).toContain("1 resolved");
    await become("demo");
    await run("The digest shop");
    expect(newsIn(channel).at(-1)?.text).toContain("1 new");
    expect(await become("nowhere")).toMatchObject({ ok: false });
  });

  test("comes by the clock, too, in the channel that it is for", async () => {
    bot.news();
    await pass(5);
    const told = newsIn(shopDev);
    expect(told[0]?.text).toContain("digest shop-often of demo");
    expect(schedule("The digest shop-often").last).toMatchObject({ by: "clock", deliveries: 1 });
  });

  test("is not there for what is no schedule, and time passes in whole minutes", async () => {
    expect(await bot.act({ act: "run-schedule", schedule: "else" })).toMatchObject({ ok: false });
    for (const minutes of [0, -1, 0.5, 61, Number.NaN]) expect(await pass(minutes)).toMatchObject({ ok: false });
  });
});

/** Asks, and escalates: gives the page in the channel of the first rung, and the message where it was asked. */
async function escalated(): Promise<{ readonly page: Message; readonly own: Message }> {
  bot.news();
  await bot.type("/mesh why checkout payment");
  const answer = newsIn(channel).find(({ visibleTo }) => visibleTo === undefined);
  if (answer === undefined) throw new Error("there is no answer");
  await bot.press(answer, "mesh.escalate");
  const said = bot.news().filter(({ thread }) => thread === undefined);
  const page = said.find((each) => each.channel === incidents);
  const own = said.find((each) => each.channel === channel);
  if (page === undefined || own === undefined) throw new Error("nobody was called");
  return { page, own };
}

describe("an escalation that nobody acknowledges", () => {
  test("climbs to PagerDuty when its time has passed; what is done in Slack is done there", async () => {
    const { page, own } = await escalated();
    expect(paged()).toEqual([]);
    await pass(1);
    expect(paged()).toMatchObject([
      { number: 1, status: "triggered", severity: "critical", source: "demo", service: "playground/pagerduty-shop" },
    ]);
    const details = Object.fromEntries(paged()[0]?.details.map(({ name, text }) => [name, text]) ?? []);
    expect(details.culprit).toBe("AuthorizationPolicy shop/payment-callers");
    expect(details.evidence).toContain("principals");
    expect(details["fix command"]).toContain("kubectl patch");
    expect(bot.message(own.ts)?.text).toContain("Escalated");
    expect(JSON.stringify(bot.message(own.ts)?.blocks)).toContain("PagerDuty accepted it");
    await bot.press(page, "mesh.acknowledge");
    expect(paged().map(({ status }) => status)).toEqual(["acknowledged"]);
    await pass(2);
    expect(paged()[0]?.history).toHaveLength(2);
    await bot.press(page, "mesh.resolve");
    expect(paged().map(({ status }) => status)).toEqual(["resolved"]);
    expect(bot.message(own.ts)?.text).toContain("Resolved");
  });

  test("opens another incident when it is escalated again", async () => {
    const { page } = await escalated();
    await pass(1);
    await bot.press(page, "mesh.resolve");
    expect(paged().map(({ number, status }) => `${number} ${status}`)).toEqual(["2 resolved", "1 resolved"]);
    expect(new Set(paged().map(({ dedupKey }) => dedupKey)).size).toBe(1);
  });

  test("is not paged when somebody was quicker", async () => {
    const { page } = await escalated();
    await bot.press(page, "mesh.acknowledge");
    await pass(2);
    await bot.press(page, "mesh.resolve");
    expect(paged()).toHaveLength(2);
  });

  test("says in Slack where PagerDuty refuses, and tries again where it is busy", async () => {
    const { page, own } = await escalated();
    bot.fault({ fault: "answer", method: "pagerduty", with: "400", times: 1 });
    await pass(1);
    expect(JSON.stringify(bot.message(own.ts)?.blocks)).toContain("PagerDuty refused it");
    await bot.press(page, "mesh.resolve");
    const again = await escalated();
    bot.fault({ fault: "answer", method: "pagerduty", with: "429", times: 1 });
    await pass(1);
    expect(paged()[0]?.status).toBe("triggered");
    expect(JSON.stringify(bot.message(again.own.ts)?.blocks)).toContain("(2 tries)");
    await bot.press(again.page, "mesh.resolve");
  });

  test("is shown behind the scenes, without its key", () => {
    expect(bot.exchanges()).toContain("PagerDuty trigger");
    expect(bot.exchanges()).not.toContain("fake0routing0key");
    expect(bot.troubles).toEqual([]);
  });
});
