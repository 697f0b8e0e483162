import type { View } from "@slack/types";
import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from "@slack/web-api";
import type { Reply } from "../../model/job.ts";
import type { MessageRef } from "../../model/store.ts";
import type { SlackMessage } from "../../render/slack/slack-message.ts";

/** How the worker speaks in Slack. Whatever Slack refuses is said in a simpler form, or where the asker sees it. */
export interface Voice {
  /** Says something new. `undefined`: it was said by a response URL, and cannot be written over by its time stamp. */
  post(reply: Reply, message: SlackMessage, asker: string | undefined): Promise<MessageRef | undefined>;
  /** Writes over a message, and puts what does not fit into its thread. */
  update(ref: MessageRef, message: SlackMessage): Promise<void>;
  /** Says something that only one person sees. */
  whisper(reply: Reply, message: SlackMessage, asker: string): Promise<void>;
  publishHome(user: string, view: View): Promise<void>;
}

/** What the voice needs. */
export interface VoiceOptions {
  /** With a timeout, few retries, and `rejectRateLimitedCalls`: a wait is ours to plan. */
  readonly web: WebClient;
  readonly fetch: typeof fetch;
  /** Hosts that a response URL may have: `hooks.slack.com`, and the playground's where it plays Slack. */
  readonly responseHosts: readonly string[];
  sleep(milliseconds: number): Promise<void>;
  now(): number;
  /** When there is no time left to wait for Slack's rate limit, milliseconds since 1970. */
  readonly deadline: number;
}

/** Slack said no, for good. */
export class SlackRefusal extends Error {
  override readonly name = "SlackRefusal";
  /** `channel_not_found`, `token_revoked`. */
  readonly code: string;

  constructor(method: string, code: string, detail: string) {
    super(`Slack refuses ${method}: ${code}${detail === "" ? "" : ` (${detail})`}`);
    this.code = code;
  }
}

/** Slack cannot be reached now, or wants to be asked later: the job is to be tried again. */
class SlackUnavailable extends Error {
  override readonly name = "SlackUnavailable";
}

type Method = "chat.postMessage" | "chat.update" | "chat.postEphemeral" | "views.publish";

/** What Slack says where a message has blocks that it does not take, or too much of them. */
const unfit: ReadonlySet<string> = new Set([
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_blocks_too_long",
  "msg_too_long",
  "unsupported_block_type",
]);
const notHere: ReadonlySet<string> = new Set([
  "not_in_channel",
  "channel_not_found",
  "is_archived",
  "restricted_action",
  "cannot_reply_to_message",
  "user_not_in_channel",
]);
const longestText = 3900;

/** The voice over Slack's Web API. */
export function voice(options: VoiceOptions): Voice {
  return {
    post: async (reply, message, asker) => {
      if (reply.visibleTo === "asker" && asker !== undefined) {
        await whisper(options, reply, message, asker);
        return undefined;
      }
      try {
        return await say(options, reply, message);
      } catch (error) {
        if (!(error instanceof SlackRefusal) || !notHere.has(error.code)) throw error;
        await elsewhere(options, reply, message, asker, error);
        return undefined;
      }
    },
    update: async ({ channel, ts }, message) => {
      await forms(message, async (form) => {
        await call(options, "chat.update", { channel, ts, ...plain, ...form });
      });
      await thread(options, channel, ts, message.overflow);
    },
    whisper: async (reply, message, asker) => whisper(options, reply, message, asker),
    publishHome: async (user, view) => {
      await call(options, "views.publish", { user_id: user, view });
    },
  };
}

/** Nothing in a message of ours is a link or a mention that Slack may make of it. */
const plain = { parse: "none", link_names: false, unfurl_links: false, unfurl_media: false } as const;

async function say(options: VoiceOptions, reply: Reply, message: SlackMessage): Promise<MessageRef | undefined> {
  let ref: MessageRef | undefined;
  await forms(message, async (form) => {
    const threaded = reply.thread === undefined ? {} : { thread_ts: reply.thread };
    const answer = await call(options, "chat.postMessage", { channel: reply.channel, ...threaded, ...plain, ...form });
    if (typeof answer.ts === "string")
      ref = { channel: typeof answer.channel === "string" ? answer.channel : reply.channel, ts: answer.ts };
  });
  if (ref !== undefined) await thread(options, ref.channel, reply.thread ?? ref.ts, message.overflow);
  return ref;
}

async function whisper(options: VoiceOptions, reply: Reply, message: SlackMessage, asker: string): Promise<void> {
  if (reply.responseUrl !== undefined && (await respond(options, reply.responseUrl, message, "ephemeral"))) return;
  try {
    await forms(message, async (form) => {
      const threaded = reply.thread === undefined ? {} : { thread_ts: reply.thread };
      await call(options, "chat.postEphemeral", { channel: reply.channel, user: asker, ...threaded, ...form });
    });
    for (const more of message.overflow) await whisper(options, { ...reply, responseUrl: "" }, more, asker);
  } catch (error) {
    if (!(error instanceof SlackRefusal) || !notHere.has(error.code)) throw error;
    await directly(options, message, asker, error);
  }
}

/** The bot is not where it was asked: the response URL works all the same, and so do direct messages. */
async function elsewhere(
  options: VoiceOptions,
  reply: Reply,
  message: SlackMessage,
  asker: string | undefined,
  refusal: SlackRefusal,
): Promise<void> {
  if (reply.responseUrl !== undefined && (await respond(options, reply.responseUrl, message, "in_channel"))) return;
  if (asker === undefined) throw refusal;
  await directly(options, message, asker, refusal);
}

async function directly(
  options: VoiceOptions,
  message: SlackMessage,
  asker: string,
  refusal: SlackRefusal,
): Promise<void> {
  const where = `This could not be posted where you asked (${refusal.code}). Invite the app to the channel: /invite @mesh.`;
  await say(options, { channel: asker, visibleTo: "channel" }, { text: where, blocks: [], overflow: [message] });
}

/** False: the URL is used up or too old, and the message has to go another way. */
async function respond(
  { fetch, responseHosts }: VoiceOptions,
  url: string,
  message: SlackMessage,
  type: "in_channel" | "ephemeral",
): Promise<boolean> {
  if (!URL.canParse(url) || !responseHosts.includes(new URL(url).host)) return false;
  const [first, ...others] = [message, ...message.overflow];
  for (const [at, one] of [first, ...others].entries()) {
    let said = false;
    for (const form of formsOf(one)) {
      said = await posted(fetch, url, {
        response_type: type,
        replace_original: at === 0 && type === "ephemeral",
        ...form,
      });
      if (said) break;
    }
    if (!said) return at > 0;
  }
  return true;
}

async function posted(fetcher: typeof fetch, url: string, body: object): Promise<boolean> {
  try {
    const answer = await fetcher(url, {
      method: "POST",
      redirect: "error",
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5000),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

async function thread(
  options: VoiceOptions,
  channel: string,
  ts: string,
  messages: readonly SlackMessage[],
): Promise<void> {
  for (const message of messages)
    await forms(message, async (form) => {
      await call(options, "chat.postMessage", { channel, thread_ts: ts, ...plain, ...form });
    });
}

interface Form {
  readonly text: string;
  readonly blocks?: SlackMessage["blocks"];
}

/** A message in its forms, the newest first; the last is text alone, which every workspace takes. */
function formsOf({ text, blocks, classic }: SlackMessage): readonly Form[] {
  return [
    ...(blocks.length > 0 ? [{ text, blocks }] : []),
    ...(classic === undefined ? [] : [{ text, blocks: classic }]),
    { text: shortened(text) },
  ];
}

function shortened(text: string): string {
  const points = [...text];
  return points.length <= longestText
    ? text
    : `${points.slice(0, longestText).join("")}… (cut here: Slack takes no more)`;
}

async function forms(message: SlackMessage, send: (form: Form) => Promise<void>): Promise<void> {
  const all = formsOf(message);
  for (const [at, form] of all.entries()) {
    try {
      await send(form);
      return;
    } catch (error) {
      if (!(error instanceof SlackRefusal) || !unfit.has(error.code) || at === all.length - 1) throw error;
    }
  }
}

/**
 * One call; waits for a rate limit as long as there is time. What can be done twice without harm is tried again where
 * Slack does not answer; a new message is not, for it might be there.
 * @throws SlackRefusal, SlackUnavailable
 */
async function call(
  options: VoiceOptions,
  method: Method,
  body: Record<string, unknown>,
): Promise<Readonly<Record<string, unknown>>> {
  for (let left = method === "chat.update" || method === "views.publish" ? 2 : 0; ; ) {
    try {
      return { ...(await options.web.apiCall(method, body)) };
    } catch (error) {
      const seconds = error instanceof WebAPIRateLimitedError ? error.retryAfter : undefined;
      const told = understood(method, error);
      if (seconds === undefined && (left === 0 || told instanceof SlackRefusal)) throw told;
      if (seconds === undefined) left -= 1;
      const wait = (seconds ?? 0.5) * 1000;
      if (options.now() + wait > options.deadline)
        throw seconds === undefined
          ? told
          : new SlackUnavailable(`Slack limits the rate of ${method}; it wants ${seconds} s`);
      await options.sleep(wait);
    }
  }
}

function understood(method: string, error: unknown): Error {
  if (!(error instanceof WebAPIPlatformError))
    return new SlackUnavailable(
      `Slack does not answer ${method}: ${error instanceof Error ? error.message : "no reason"}`,
    );
  const { error: code, response_metadata } = error.data;
  if (transient.has(code)) return new SlackUnavailable(`Slack does not answer ${method}: ${code}`);
  const needed: unknown = "needed" in error.data ? error.data.needed : undefined;
  const detail = typeof needed === "string" ? needed : (response_metadata?.messages ?? []).join("; ");
  return new SlackRefusal(method, code, detail);
}

const transient: ReadonlySet<string> = new Set([
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "team_added_to_org",
  "ratelimited",
]);
