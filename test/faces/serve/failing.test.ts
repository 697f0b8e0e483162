/** What goes wrong in a server that runs for long, and who is told. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { channel, onCall } from "../../support/bot.ts";
import { type Served, startServed } from "../../support/served.ts";

let served: Served | undefined;
afterEach(() => served?.bot.close());

/** A table in which nothing can be remembered, the first so many times. */
const forgetful = (times: number): Promise<Served> => {
  let left = times;
  return startServed("http", {}, (store) => ({
    ...store,
    remember: async (answer, now) => {
      left -= 1;
      if (left >= 0) throw new Error("ProvisionedThroughputExceeded");
      return store.remember(answer, now);
    },
  }));
};

test("a job that fails is tried again, and answered once", async () => {
  served = await forgetful(2);
  await served.bot.type("/mesh why checkout payment");
  expect(served.bot.news().filter(({ visibleTo, thread }) => visibleTo === undefined && thread === undefined)).toEqual([
    expect.objectContaining({ text: expect.stringContaining("is broken") }),
  ]);
  expect(served.said.filter((line) => line.includes("failed (attempt"))).toHaveLength(2);
});

test("a job that fails to the last is told of, with what failed", async () => {
  served = await forgetful(Number.POSITIVE_INFINITY);
  await served.bot.type("/mesh why checkout payment");
  expect(JSON.stringify(served.bot.news())).toContain(
    "No answer to checkout → payment in demo: DynamoDB failed, also when tried again",
  );
});

test("what is not done in time is named when it stops", async () => {
  served = await startServed("http");
  const { bot, service, surroundings } = served;
  bot.fault({ fault: "answer", method: "users.info", with: "hang", times: 1 });
  void surroundings.slack.act({ act: "command", user: onCall, channel, text: "/mesh why checkout payment" });
  while (!surroundings.slack.state.exchanges.some(({ what }) => what === "users.info")) await sleep(5);
  expect(await service.stop(50)).toHaveLength(1);
  await service.idle();
});
