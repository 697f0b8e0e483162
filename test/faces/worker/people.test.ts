import { WebClient } from "@slack/web-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type People, people } from "../../../src/faces/worker/people.ts";
import { SlackUnavailable } from "../../../src/faces/worker/slack-unavailable.ts";
import { type MisbehavingServer, misbehavingServer } from "../../support/misbehaving-server.ts";

let slack: MisbehavingServer;
let known: People;
beforeAll(async () => {
  slack = await misbehavingServer();
  const web = new WebClient("xoxb-fake", {
    slackApiUrl: `${slack.url}/api/`,
    timeout: 300,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  known = people(
    async () => web,
    () => 0,
  );
});
afterAll(() => slack.stop());

const answering = (body: object) => (response: import("node:http").ServerResponse) =>
  void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));

describe("who asks", () => {
  test("an app without a user is looked up by its bot, and is no guest", async () => {
    slack.will(answering({ ok: true, bot: { id: "B1", name: "alerts" } }));
    expect(await known.person("B1")).toEqual({ isGuest: false, team: undefined, name: "alerts" });
    expect(slack.received.at(-1)?.url).toBe("/api/bots.info");
  });

  test("an app that this workspace does not know may be anybody", async () => {
    slack.will(answering({ ok: false, error: "bot_not_found" }));
    expect(await known.person("B2")).toMatchObject({
      isGuest: undefined,
      why: expect.stringContaining("bot_not_found"),
    });
  });

  test.each([
    [
      "limits the rate",
      (response: import("node:http").ServerResponse) => void response.writeHead(429, { "retry-after": "30" }).end(),
    ],
    ["answers 500", (response: import("node:http").ServerResponse) => void response.writeHead(500).end()],
    ["has an internal error", answering({ ok: false, error: "internal_error" })],
  ])("is asked again later where Slack %s, and Slack is named", async (_, reply) => {
    slack.will(reply);
    const asked = known.person("U1");
    await expect(asked).rejects.toThrow(SlackUnavailable);
    await expect(asked).rejects.toThrow("Slack does not answer users.info");
  });
});
