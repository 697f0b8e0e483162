import type { View } from "@slack/types";
import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from "@slack/web-api";
import type { Reply } from "../../model/job.ts";
import type { MessageRef } from "../../model/store.ts";
import type { SlackMessage } from "../../render/slack/slack-message.ts";

/** How the worker speaks in Slack. Whatever Slack refuses is said in a simpler form, or where the asker sees it. */
export interface Voice {
  /** Says that work has begun, where the answer will be. `undefined`: Slack does not let it; the answer finds its way. */
  begin(reply: Reply, message: SlackMessage): Promise<MessageRef | undefined>;
  /** Says something new. `undefined`: it was said by a response URL, and cannot be written over by its time stamp. */
  post(reply: Reply, message: SlackMessage, asker: string | undefined): Promise<MessageRef | undefined>;
  /** Writes over a message, and puts what does not fit into its thread. */
  update(ref: MessageRef, message: SlackMessage): Promise<void>;
  /** The same; where Slack refuses to change the message, it is said anew. */
  rewrite(
    ref: MessageRef,
    reply: Reply,
    message: SlackMessage,
    asker: string | undefined,
  ): Promise<MessageRef | undefined>;
  /** Says something that only one person sees; what stands there already stays. */
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
export class SlackUnavailable extends Error {
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
/** What Slack says where a thread cannot be answered in, but its channel can. */
const noThread: ReadonlySet<string> = new Set(["thread_not_found", "cannot_reply_to_message"]);
const longestText = 3900;

/** The voice over Slack's Web API. */
export function voice(options: VoiceOptions): Voice {
  const post: Voice["post"] = async (reply, message, asker) => {
    if (reply.visibleTo === "asker" && asker !== undefined) {
      await whisper(options, reply, message, { asker, replace: true });
      return undefined;
    }
    let ref: MessageRef | undefined;
    try {
      ref = await say(options, reply, message);
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error;
      return elsewhere(options, reply, message, { asker, refusal: error, replace: false });
    }
    if (ref !== undefined) await thread(options, ref.channel, reply.thread ?? ref.ts, message.overflow);
    return ref;
  };
  return {
    begin: async (reply, message) => {
      try {
        return await say(options, reply, message);
      } catch (error) {
        if (error instanceof SlackRefusal) return undefined;
        throw error;
      }
    },
    post,
    update: async (ref, message) => {
      await overwrite(options, ref, message);
      await thread(options, ref.channel, ref.ts, message.overflow);
    },
    rewrite: async (ref, reply, message, asker) => {
      try {
        await overwrite(options, ref, message);
      } catch (error) {
        if (!(error instanceof SlackRefusal)) throw error;
        const { message: pressed, ...anew } = reply;
        // The button's own response URL may change the message where the Web API may not.
        if (pressed === ref.ts) return elsewhere(options, reply, message, { asker, refusal: error, replace: true });
        return post(anew, message, asker);
      }
      await thread(options, ref.channel, ref.ts, message.overflow);
      return ref;
    },
    whisper: async (reply, message, asker) => whisper(options, reply, message, { asker, replace: false }),
    publishHome: async (user, view) => {
      await call(options, "views.publish", { user_id: user, view });
    },
  };
}

/** Nothing in a message of ours is a link or a mention that Slack may make of it. */
const plain = { parse: "none", link_names: false, unfurl_links: false, unfurl_media: false } as const;

/** Posts a message without its overflow. */
async function say(options: VoiceOptions, reply: Reply, message: SlackMessage): Promise<MessageRef | undefined> {
  let ref: MessageRef | undefined;
  await forms(message, async (form) => {
    const threaded = reply.thread === undefined ? {} : { thread_ts: reply.thread };
    const answer = await call(options, "chat.postMessage", { channel: reply.channel, ...threaded, ...plain, ...form });
    if (typeof answer.ts === "string")
      ref = { channel: typeof answer.channel === "string" ? answer.channel : reply.channel, ts: answer.ts };
  });
  return ref;
}

async function overwrite(options: VoiceOptions, { channel, ts }: MessageRef, message: SlackMessage): Promise<void> {
  await forms(message, async (form) => {
    await call(options, "chat.update", { channel, ts, ...plain, ...form });
  });
}

/** To one person: by the response URL as far as that goes, then as an ephemeral message, then directly. */
async function whisper(
  options: VoiceOptions,
  reply: Reply,
  message: SlackMessage,
  { asker, replace }: { readonly asker: string; readonly replace: boolean },
): Promise<void> {
  let left = await respond(options, reply.responseUrl, allOf(message), { type: "ephemeral", replace });
  try {
    for (; left[0] !== undefined; left = left.slice(1))
      await forms(left[0], async (form) => {
        const threaded = reply.thread === undefined ? {} : { thread_ts: reply.thread };
        await call(options, "chat.postEphemeral", { channel: reply.channel, user: asker, ...threaded, ...form });
      });
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    await directly(options, left, asker, error);
  }
}

interface Refused {
  readonly asker: string | undefined;
  readonly refusal: SlackRefusal;
  readonly replace: boolean;
}

/** Where the bot may not post, the response URL works all the same, needs no token even, and so may direct messages. */
async function elsewhere(
  options: VoiceOptions,
  reply: Reply,
  message: SlackMessage,
  { asker, refusal, replace }: Refused,
): Promise<MessageRef | undefined> {
  const { thread: _, ...unthreaded } = reply;
  if (noThread.has(refusal.code) && reply.thread !== undefined) return voice(options).post(unthreaded, message, asker);
  const left = await respond(options, reply.responseUrl, allOf(message), { type: "in_channel", replace });
  if (left.length === 0) return undefined;
  if (asker === undefined) throw refusal;
  await directly(options, left, asker, refusal);
  return undefined;
}

async function directly(
  options: VoiceOptions,
  messages: readonly SlackMessage[],
  asker: string,
  refusal: SlackRefusal,
): Promise<void> {
  const text = `This could not be posted where you asked (${refusal.code}). Invite the app to the channel: /invite @mesh.`;
  const reply: Reply = { channel: asker, visibleTo: "channel" };
  await say(options, reply, { text, blocks: [], overflow: [] });
  for (const message of messages) await say(options, reply, message);
}

function allOf(message: SlackMessage): readonly SlackMessage[] {
  return [message, ...message.overflow];
}

/** Says as many as the URL takes: those that are left have to go another way. */
async function respond(
  { fetch, responseHosts }: VoiceOptions,
  url: string | undefined,
  messages: readonly SlackMessage[],
  { type, replace }: { readonly type: "in_channel" | "ephemeral"; readonly replace: boolean },
): Promise<readonly SlackMessage[]> {
  if (url === undefined || !URL.canParse(url) || !responseHosts.includes(new URL(url).host)) return messages;
  for (const [at, message] of messages.entries()) {
    let answer: Answered = "unfit";
    for (const form of formsOf(message)) {
      answer = await posted(fetch, url, { response_type: type, replace_original: replace && at === 0, ...form });
      if (answer !== "unfit") break;
    }
    if (answer !== "said") return messages.slice(at);
  }
  return [];
}

/** How a response URL took a message: a form that it does not take is followed by a simpler one. */
type Answered = "said" | "unfit" | "gone";

async function posted(fetcher: typeof fetch, url: string, body: object): Promise<Answered> {
  try {
    const answer = await fetcher(url, {
      method: "POST",
      redirect: "error",
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(responseTimeout),
    });
    const told = await answer.text();
    if (answer.ok) return "said";
    return answer.status === 400 || unfit.has(told.trim()) ? "unfit" : "gone";
  } catch {
    return "gone";
  }
}

/** In milliseconds: a response URL that hangs is not the only way. */
const responseTimeout = 3000;

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
  readonly blocks: SlackMessage["blocks"];
}

/** A message in its forms, the newest first; the last is text alone, which every workspace takes. */
function formsOf({ text: whole, blocks, classic }: SlackMessage): readonly Form[] {
  // A long text is no reason to do without blocks: they say all of it.
  const text = shortened(whole);
  return [
    ...(blocks.length > 0 ? [{ text, blocks }] : []),
    ...(classic === undefined ? [] : [{ text, blocks: classic }]),
    // A message that is changed keeps its blocks where none are given.
    { text, blocks: [] },
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
