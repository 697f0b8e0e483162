/** A bot of a few lines for tests of the playground: it answers as a real app would, over signed HTTP. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { answerBlocks, homeView, questionModal } from "./scripted-blocks.ts";

type Json = Record<string, unknown>;

/** A request as the bot got it. */
export interface Received {
  readonly headers: IncomingMessage["headers"];
  readonly raw: string;
  /** The form, the `payload` of a form, or the JSON body. */
  readonly body: Json;
}

/** What the bot answers at once; undefined: an empty 200. `hang`: nothing. */
export type Answer = { readonly status?: number; readonly json?: unknown; readonly text?: string } | "hang" | undefined;

/** A running bot. */
export interface ScriptedBot {
  readonly url: string;
  readonly received: readonly Received[];
  /** Takes the place of the script for the requests it answers; `"script"`: the script goes on. */
  answer(handler: ((request: Received) => Answer | "script") | undefined): void;
  /** Calls a method of the Web API as the bot. */
  call(method: string, given: Json): Promise<Json>;
  close(): Promise<void>;
}

/** Where Slack is and what is shared with it. */
export interface BotSettings {
  readonly signingSecret: string;
  readonly botToken: string;
  /** `http://127.0.0.1:4400`; asked for at each call, since Slack may be started later. */
  slackUrl(): string;
}

/** Starts the bot on a free port. Requests with a wrong signature get 401. */
export async function startScriptedBot({ signingSecret, botToken, slackUrl }: BotSettings): Promise<ScriptedBot> {
  const received: Received[] = [];
  let handler: ((request: Received) => Answer | "script") | undefined;
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const raw = Buffer.concat(chunks).toString("utf8");
      if (!isSigned(request, raw)) return response.writeHead(401).end();
      const got = { headers: request.headers, raw, body: bodyOf(request, raw) };
      received.push(got);
      const own = handler?.(got) ?? (handler === undefined ? "script" : undefined);
      const answer = own === "script" ? script(got.body) : own;
      if (answer === "hang") return undefined;
      if (answer?.json !== undefined)
        return response
          .writeHead(answer.status ?? 200, { "content-type": "application/json" })
          .end(JSON.stringify(answer.json));
      return response.writeHead(answer?.status ?? 200, { "content-type": "text/plain" }).end(answer?.text ?? "");
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`,
    received,
    answer: (next) => {
      handler = next;
    },
    call,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  function isSigned({ headers }: IncomingMessage, raw: string): boolean {
    const time = String(headers["x-slack-request-timestamp"]);
    const wanted = `v0=${createHmac("sha256", signingSecret).update(`v0:${time}:${raw}`).digest("hex")}`;
    const given = String(headers["x-slack-signature"]);
    return given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted));
  }

  async function call(method: string, given: Json): Promise<Json> {
    const response = await fetch(`${slackUrl()}/api/${method}`, {
      method: "POST",
      headers: { authorization: `Bearer ${botToken}`, "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify(given),
    });
    return (await response.json()) as Json;
  }

  /** What the bot does of itself. */
  function script(body: Json): Answer {
    if (body.type === "url_verification") return { json: { challenge: body.challenge } };
    if (body.command !== undefined) return command(body);
    if (body.type === "event_callback") void event(body.event as Json);
    if (body.type === "message_action")
      void call("views.open", { trigger_id: body.trigger_id, view: questionModal("checkout", "payment") });
    if (body.type === "block_suggestion") return { json: { options: suggestions(String(body.value)) } };
    if (body.type === "view_submission") return submitted(body);
    if (body.type === "block_actions") void pressed(body);
    return undefined;
  }

  function command(body: Json): Answer {
    const text = String(body.text);
    if (text === "") {
      void call("views.open", { trigger_id: body.trigger_id, view: questionModal() });
      return undefined;
    }
    if (text === "help")
      return { json: { response_type: "ephemeral", text: "Try `/mesh why checkout payment`, or `/mesh help`." } };
    if (!text.startsWith("why ")) return { json: { text: `I do not know *${text}*. Try \`/mesh help\`.` } };
    void diagnose(String(body.channel_id));
    return undefined;
  }

  async function diagnose(channel: string, thread?: string): Promise<void> {
    const at = thread === undefined ? {} : { thread_ts: thread };
    const plan = (done: number): Json => ({
      type: "plan",
      title: "Reading the mesh",
      tasks: ["Read configuration", "Walk the request", "Try a fix on a copy"].map((title, index) => ({
        type: "task_card",
        task_id: String(index),
        title,
        status: index < done ? "complete" : index === done ? "in_progress" : "pending",
      })),
    });
    const { ts } = await call("chat.postMessage", { channel, ...at, text: "I am looking.", blocks: [plan(0)] });
    await call("chat.update", { channel, ts, text: "I am looking.", blocks: [plan(2)] });
    await call("chat.update", {
      channel,
      ts,
      text: "checkout cannot reach payment: AuthorizationPolicy shop/payment-callers refuses it.",
      blocks: answerBlocks,
    });
    await call("chat.postMessage", {
      channel,
      thread_ts: thread ?? ts,
      text: "The full trace, *9 hops*, is in this thread.",
    });
  }

  async function event(event: Json): Promise<void> {
    if (event.type === "app_home_opened" && event.tab === "home")
      await call("views.publish", { user_id: event.user, view: homeView });
    if (event.type === "app_mention" || event.type === "message")
      await diagnose(
        String(event.channel),
        event.channel_type === "im" ? undefined : String(event.thread_ts ?? event.ts),
      );
  }

  async function pressed(body: Json): Promise<void> {
    const [action] = body.actions as Json[];
    if (action?.action_id === "recheck")
      await respond(body, {
        response_type: "ephemeral",
        replace_original: false,
        text: "Checked again: *still broken*.",
      });
    if (action?.action_id === "mute")
      await call("views.open", { trigger_id: body.trigger_id, view: questionModal("checkout", "payment") });
    if (action?.action_id === "next")
      await call("views.push", {
        trigger_id: body.trigger_id,
        view: { ...questionModal(), title: { type: "plain_text", text: "One more view" } },
      });
  }

  async function respond(body: Json, message: Json): Promise<void> {
    await fetch(String(body.response_url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(message),
    });
  }

  function submitted(body: Json): Answer {
    const { state } = body.view as { readonly state: { readonly values: Record<string, Record<string, Json>> } };
    const note = state.values.note?.note?.value;
    if (note === "wrong") return { json: { response_action: "errors", errors: { note: "That is not a reason." } } };
    void diagnose("C0ONCALL001");
    return undefined;
  }
}

function suggestions(query: string): readonly Json[] {
  return ["shop/checkout", "shop/payment", "shop/catalogue", "fraud/score"]
    .filter((name) => name.includes(query))
    .map((name) => ({ text: { type: "plain_text", text: name }, value: name }));
}

function bodyOf({ headers }: IncomingMessage, raw: string): Json {
  if (headers["content-type"]?.startsWith("application/json")) return JSON.parse(raw) as Json;
  const form = Object.fromEntries(new URLSearchParams(raw));
  return form.payload === undefined ? form : (JSON.parse(form.payload) as Json);
}
