/** The web socket to Slack: envelopes, acknowledgements, and what happens when the connection goes. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { MeshError } from "../../../src/model/mesh-error.ts";
import { channel } from "../../support/bot.ts";
import { type Served, startServed } from "../../support/served.ts";

let served: Served;
beforeAll(async () => {
  served = await startServed("socket");
});
afterEach(() => served.surroundings.socketSlack.refuse(undefined));
afterAll(() => served.bot.close());

const answers = (): readonly string[] =>
  served.bot
    .news()
    .filter(({ visibleTo, thread }) => visibleTo === undefined && thread === undefined)
    .map(({ text }) => text);

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}

test("every envelope is acknowledged once, whatever its type", async () => {
  const { bot, surroundings } = served;
  await bot.type("/mesh why checkout payment");
  await bot.say("@mesh why checkout payment");
  const answer = bot.news().find(({ text }) => text.includes("is broken"));
  if (answer !== undefined) await bot.press(answer, "mesh.path");
  const { sent } = surroundings.socketSlack;
  expect(new Set(sent.map(({ type }) => type))).toEqual(new Set(["slash_commands", "events_api", "interactive"]));
  expect(sent.map(({ acknowledged }) => acknowledged)).toEqual(sent.map(() => 1));
});

test("what is delivered twice is answered once", async () => {
  const { bot, service, surroundings } = served;
  bot.news();
  await bot.type("/mesh why checkout payment");
  surroundings.socketSlack.again();
  await until(() => surroundings.socketSlack.sent.at(-1)?.acknowledged === 2);
  await service.idle();
  expect(answers()).toEqual([expect.stringContaining("is broken")]);
});

test("a delivery that comes again while its job runs is answered once", async () => {
  const { bot, service, surroundings } = served;
  bot.news();
  const typed = bot.type("/mesh why checkout payment");
  await until(() => surroundings.socketSlack.sent.at(-1)?.acknowledged === 1);
  surroundings.socketSlack.again();
  await typed;
  await service.idle();
  expect(answers()).toEqual([expect.stringContaining("is broken")]);
});

describe("the connection is there again", () => {
  test.each(["warning", "refresh_requested"])("after Slack announced its end: %s", async (reason) => {
    const { bot, surroundings } = served;
    const before = surroundings.socketSlack.opened();
    surroundings.socketSlack.announceEnd(reason);
    await until(() => surroundings.socketSlack.opened() > before && surroundings.socketSlack.connected() === 1);
    expect(surroundings.socketSlack.opened()).toBe(before + 1);
    bot.news();
    await bot.type("/mesh why checkout payment");
    expect(answers()).toHaveLength(1);
  });

  test("after it broke", async () => {
    const { bot, surroundings } = served;
    const before = surroundings.socketSlack.opened();
    surroundings.socketSlack.breakOff();
    await until(() => surroundings.socketSlack.opened() === before + 1);
    bot.news();
    await bot.type("/mesh why checkout payment");
    expect(answers()).toHaveLength(1);
  });

  test("after Slack refused to open one for a while", async () => {
    const { surroundings, said } = served;
    const before = surroundings.socketSlack.opened();
    surroundings.socketSlack.refuse("internal_error");
    surroundings.socketSlack.breakOff();
    await until(() => said.filter((line) => line.includes("it answers internal_error")).length >= 2);
    expect(surroundings.socketSlack.opened()).toBe(before);
    surroundings.socketSlack.refuse(undefined);
    await until(() => surroundings.socketSlack.opened() === before + 1);
  });
});

test("what only HTTP has is not there; how it fares is", async () => {
  expect((await fetch(served.bot.door, { method: "POST", body: "x" })).status).toBe(404);
  const health = await fetch(`${served.service.url}/healthz`);
  expect([health.status, await health.text()]).toEqual([200, "ready\n"]);
});

test("an app-level token that Slack refuses is told of at the start", async () => {
  const secrets = {
    signing: async () => [],
    botToken: async () => "xoxb-served-bot-token",
    appToken: async () => "xapp-another-token",
    named: async () => "",
    text: async () => "",
    known: () => [],
  };
  const error = await startServed("socket", { secrets }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MeshError);
  expect(error).toMatchObject({
    code: "BAD_CONFIG",
    message: "Cannot open a connection to Slack: it answers invalid_auth",
    next: expect.stringContaining("connections:write"),
  });
});

test("stopping closes the connection, and ends what is under way", async () => {
  const other = await startServed("socket");
  const { bot, service, surroundings } = other;
  bot.fault({ fault: "answer", method: "chat.postMessage", with: "429", times: 1 });
  const { sent } = surroundings.socketSlack;
  void surroundings.slack.act({ act: "command", user: "U0ONDUTY001", channel, text: "/mesh why checkout payment" });
  await until(() => sent[0]?.acknowledged === 1);
  expect(await service.stop(10_000)).toEqual([]);
  expect(surroundings.socketSlack.connected()).toBe(0);
  expect(bot.news()).toContainEqual(expect.objectContaining({ text: expect.stringContaining("is broken") }));
  await surroundings.close();
});
