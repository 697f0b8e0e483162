/** `node bin/mesh.js serve …`: the built bundle as a process. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { channel, onCall } from "../../support/bot.ts";
import {
  exampleConfig,
  type ServedProcess,
  type Surroundings,
  startServedProcess,
  startSurroundings,
} from "../../support/served.ts";

let around: Surroundings;
let server: ServedProcess | undefined;
beforeEach(async () => {
  around = await startSurroundings();
});
afterEach(async () => {
  server?.signal("SIGKILL");
  await server?.ended;
  server = undefined;
  await around.close();
});

const type = async (text: string): Promise<unknown> =>
  around.slack.act({ act: "command", user: onCall, channel, text });
const isSaid = (text: string): boolean => around.slack.state.messages.some((message) => message.text.includes(text));

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(10);
}

describe.each(["http", "socket"] as const)("over %s", { timeout: 60_000 }, (mode) => {
  const words = ["--config", exampleConfig, "--port", "0", ...(mode === "socket" ? ["--socket"] : [])];

  test("it answers, ends the answer that is under way when it is told to stop, and ends well", async () => {
    server = await startServedProcess(words, around.env);
    around.slack.connect(mode === "socket" ? around.socketSlack.requestUrl : `${server.url}/slack/events`);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(await type("/mesh why checkout payment in healthy")).toEqual({ ok: true });
    await until(() => isSaid("is healthy"));
    // A post that has to wait for a second keeps the job going.
    around.slack.faults.order({ fault: "answer", method: "chat.postMessage", with: "429", times: 1 });
    expect(await type("/mesh why checkout payment")).toEqual({ ok: true });
    await until(() => around.slack.state.exchanges.some(({ what, ok }) => what === "chat.postMessage" && ok === false));
    const door = `${server.url}/slack/events`;
    if (mode === "http") {
      expect((await fetch(door, { method: "POST", body: "command=%2Fmesh" })).status).toBe(401);
      expect((await fetch(door)).status).toBe(405);
    }
    server.signal("SIGTERM");
    if (mode === "http") {
      const lines = server.lines;
      await until(() => lines().some(({ msg }) => msg === "stopping"));
      expect((await fetch(`${server.url}/healthz`)).status).toBe(503);
      expect((await fetch(door, { method: "POST", body: "" })).status).toBe(503);
    }
    expect(await server.ended).toBe(0);
    expect(isSaid("checkout → payment in demo is broken")).toBe(true);
    expect(server.lines().at(-1)).toMatchObject({ msg: "stopped", function: "serve" });
  });
});

test("its log tells of each job, and of no secret", { timeout: 60_000 }, async () => {
  server = await startServedProcess(["--config", exampleConfig, "--port=0", "--table", "meshwhy"], around.env);
  around.slack.connect(`${server.url}/slack/events`);
  await type("/mesh why checkout payment");
  const { lines } = server;
  await until(() => lines().some(({ verb }) => verb === "why"));
  expect(lines()).toContainEqual(expect.objectContaining({ msg: "job done", verb: "why", outcome: "broken" }));
  const all = JSON.stringify(lines());
  for (const name of ["MESHWHY_SIGNING_SECRET", "MESHWHY_BOT_TOKEN", "MESHWHY_APP_TOKEN"])
    expect(all).not.toContain(around.env[name]);
  server.signal("SIGINT");
  expect(await server.ended).toBe(0);
});

test("a bot token that Slack refuses is told of at the start", { timeout: 60_000 }, async () => {
  const wrong = { ...around.env, MESHWHY_BOT_TOKEN: "xoxb-another-token" };
  await expect(startServedProcess(["--config", exampleConfig, "--port", "0"], wrong)).rejects.toThrow(
    /Cannot use "MESHWHY_BOT_TOKEN": Slack answers invalid_auth\nGive the Bot User OAuth Token/,
  );
});
