import { createHash } from "node:crypto";
import type { View } from "@slack/types";
import type { Reply } from "../../model/job.ts";
import type { MessageRef } from "../../model/store.ts";
import type { SlackMessage } from "../../render/slack/slack-message.ts";
import { callSlack } from "./call-slack.ts";
import { type Form, formsOf } from "./forms-of.ts";
import { respond } from "./respond.ts";
import { SlackRefusal } from "./slack-refusal.ts";
import { unfit } from "./unfit.ts";
import type { Once, VoiceOptions } from "./voice-options.ts";

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

/** What Slack says where a thread cannot be answered in, but its channel can. */
const noThread: ReadonlySet<string> = new Set(["thread_not_found", "cannot_reply_to_message"]);

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
      await thread(options, ref.channel, reply.thread ?? ref.ts, message.overflow);
      return ref;
    },
    whisper: async (reply, message, asker) => whisper(options, reply, message, { asker, replace: false }),
    publishHome: async (user, view) => {
      await callSlack(options, "views.publish", { user_id: user, view });
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
    const answer = await callSlack(options, "chat.postMessage", {
      channel: reply.channel,
      ...threaded,
      ...plain,
      ...form,
    });
    if (typeof answer.ts === "string")
      ref = { channel: typeof answer.channel === "string" ? answer.channel : reply.channel, ts: answer.ts };
  });
  return ref;
}

async function overwrite(options: VoiceOptions, { channel, ts }: MessageRef, message: SlackMessage): Promise<void> {
  await forms(message, async (form) => {
    await callSlack(options, "chat.update", { channel, ts, ...plain, ...form });
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
  // What is pressed in an App Home is answered directly: nobody else is there.
  if (reply.channel === asker) {
    for (const each of left) await say(options, reply, each);
    return;
  }
  try {
    for (; left[0] !== undefined; left = left.slice(1))
      await forms(left[0], async (form) => {
        const isOutside = reply.thread === undefined || reply.newThread === true;
        const threaded = isOutside ? {} : { thread_ts: reply.thread };
        await callSlack(options, "chat.postEphemeral", { channel: reply.channel, user: asker, ...threaded, ...form });
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

/** Says in a thread what did not fit: each part once, also where an attempt before this one came half through. */
async function thread(
  options: VoiceOptions,
  channel: string,
  ts: string,
  messages: readonly SlackMessage[],
): Promise<void> {
  const once: Once = options.once ?? (async (_, act) => act());
  for (const [at, message] of messages.entries())
    await once(stepOf(channel, ts, at, message), async () =>
      forms(message, async (form) => {
        await callSlack(options, "chat.postMessage", { channel, thread_ts: ts, ...plain, ...form });
      }),
    );
}

function stepOf(channel: string, ts: string, at: number, { text, blocks }: SlackMessage): string {
  const whole = JSON.stringify([channel, ts, at, text, blocks]);
  return `part ${createHash("sha256").update(whole).digest("hex").slice(0, 16)}`;
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
