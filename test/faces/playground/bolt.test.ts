/** Slack's own framework on the other end: it takes the playground for Slack. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { App, AwsLambdaReceiver, LogLevel } from "@slack/bolt";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type SlackServer, startSlackServer } from "../../../src/faces/playground/slack-server.ts";
import { questionModal } from "../../support/scripted-blocks.ts";
import { botToken, onCall, onDuty, signingSecret } from "./started.ts";

let slack: SlackServer;
let lambda: Server;

beforeAll(async () => {
  slack = await startSlackServer({ signingSecret, botToken });
  const receiver = new AwsLambdaReceiver({ signingSecret, logLevel: LogLevel.ERROR });
  const app = new App({
    token: botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: `${slack.url}/api/`, retryConfig: { retries: 0 } },
  });
  app.command("/mesh", async ({ ack, respond, client, body }) => {
    await ack({ response_type: "ephemeral", text: "At once" });
    await respond({ response_type: "in_channel", text: "By response_url" });
    await client.views.open({ trigger_id: body.trigger_id, view: questionModal() });
  });
  app.view("question", async ({ ack }) => ack({ response_action: "errors", errors: { note: "Not yet." } }));
  app.options("from", async ({ ack, payload }) =>
    ack({ options: [{ text: { type: "plain_text", text: payload.value }, value: payload.value }] }),
  );
  app.action("go", async ({ ack, respond }) => {
    await ack();
    await respond({ replace_original: true, text: "Pressed" });
  });
  app.event("app_mention", async ({ event, say }) => {
    await say({ text: "Mentioned", thread_ts: event.ts });
  });
  app.shortcut("explain", async ({ ack, client, shortcut }) => {
    await ack();
    const text = shortcut.type === "message_action" ? (shortcut.message.text ?? "") : "";
    await client.chat.postMessage({ channel: onCall, text: `Explained: ${text}` });
  });
  const handler = receiver.toHandler();
  lambda = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const event = {
        body: Buffer.concat(chunks).toString("utf8"),
        headers: request.headers as Record<string, string>,
        httpMethod: "POST",
        isBase64Encoded: false,
        path: "/",
        pathParameters: null,
        queryStringParameters: null,
        multiValueHeaders: {},
        multiValueQueryStringParameters: {},
        requestContext: {},
        resource: "",
        stageVariables: {},
      };
      const answer = await handler(event, {});
      const headers = {
        "content-type":
          typeof answer.body === "string" && answer.body.startsWith("{") ? "application/json" : "text/plain",
      };
      response.writeHead(answer.statusCode, headers).end(answer.body);
    })();
  });
  await new Promise<void>((resolve) => lambda.listen(0, "127.0.0.1", resolve));
  slack.connect(`http://127.0.0.1:${(lambda.address() as AddressInfo).port}/`);
});
afterAll(async () => {
  await slack.close();
  lambda.close();
});

const texts = (): readonly string[] => slack.state.messages.map(({ text }) => text);

describe("an app made with Bolt", () => {
  test("verifies its address", async () => {
    expect(await slack.verify()).toBe(true);
  });

  test("answers a command, by response_url, and opens a modal", async () => {
    expect(await slack.act({ act: "command", user: onDuty, channel: onCall, text: "/mesh why a b" })).toEqual({
      ok: true,
    });
    expect(texts()).toEqual(["By response_url", "At once"]);
    const [view] = slack.state.modals.get(onDuty) ?? [];
    expect(view?.view.callback_id).toBe("question");
    const place = { in: "view", view: view?.id ?? "" } as const;
    expect(
      await slack.act({ act: "suggest", user: onDuty, place, block: "from", action: "from", query: "pay" }),
    ).toMatchObject({ ok: true, options: [{ value: "pay" }] });
    expect(await slack.act({ act: "submit", user: onDuty, view: place.view, values: {} })).toEqual({
      ok: false,
      errors: { note: "Not yet." },
    });
  });

  test("hears a mention and answers in its thread", async () => {
    const { ts } = await slack.act({ act: "say", user: onDuty, channel: onCall, text: "@mesh why a b" });
    await vi.waitFor(() => expect(slack.state.messages.at(-1)).toMatchObject({ text: "Mentioned", thread: ts }));
  });

  test("takes a button and a shortcut", async () => {
    const { ts = "" } = await slack.act({ act: "say", user: onDuty, channel: onCall, text: "An alert" });
    expect(await slack.act({ act: "shortcut", user: onDuty, channel: onCall, ts, callbackId: "explain" })).toEqual({
      ok: true,
    });
    await vi.waitFor(() => expect(texts()).toContain("Explained: An alert"));
    const posted = slack.state.messages.find(({ text }) => text.startsWith("Explained"));
    const place = { in: "message", channel: onCall, ts: posted?.ts ?? "" } as const;
    const action = { type: "button", action_id: "go", block_id: "b" };
    expect(await slack.act({ act: "press", user: onDuty, place, action, values: {} })).toEqual({ ok: true });
    await vi.waitFor(() => expect(texts()).toContain("Pressed"));
  });
});
