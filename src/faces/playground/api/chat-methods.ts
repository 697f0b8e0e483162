import { editMessage, findMessage, messageJson, postMessage, removeMessage } from "../messages.ts";
import type { Slack } from "../slack.ts";
import type { BlockJson, Message } from "../wire.ts";
import { type Arguments, needed, text } from "./arguments.ts";
import { contentOf } from "./content.ts";
import { conversationFor, namedConversation } from "./conversation.ts";
import { Refusal } from "./refusal.ts";

/** The text of an edited message may be so long. */
const editedText = 4000;

/** `chat.postMessage`. */
export function postToChannel(slack: Slack, given: Arguments): BlockJson {
  const channel = conversationFor(slack, given);
  const content = contentOf(slack, given);
  const thread = threadOf(slack, channel.id, given);
  const user = slack.options.workspace.app.botUser;
  const message = postMessage(slack, { channel: channel.id, user, ...content, ...thread });
  return { channel: channel.id, ts: message.ts, message: messageJson(slack, message) };
}

/** `chat.postEphemeral`. */
export function postToOne(slack: Slack, given: Arguments): BlockJson {
  const channel = conversationFor(slack, given);
  const visibleTo = needed(given, "user", "user_not_in_channel");
  if (!channel.members.includes(visibleTo)) throw new Refusal("user_not_in_channel");
  const content = contentOf(slack, given);
  const thread = threadOf(slack, channel.id, given);
  const user = slack.options.workspace.app.botUser;
  const message = postMessage(slack, { channel: channel.id, user, visibleTo, ...content, ...thread });
  return { message_ts: message.ts };
}

/** `chat.update`: blocks that are not given stay as they were. */
export function updateInChannel(slack: Slack, given: Arguments): BlockJson {
  const channel = namedConversation(slack, needed(given, "channel", "channel_not_found"));
  const old = ownMessage(slack, channel.id, needed(given, "ts", "message_not_found"), "cant_update_message");
  if (channel.archived) throw new Refusal("is_archived");
  const content = contentOf(slack, given, editedText);
  const message = editMessage(slack, old, { ...content, edited: true });
  return { channel: channel.id, ts: message.ts, text: message.text, message: messageJson(slack, message) };
}

/** `chat.delete`. */
export function deleteFromChannel(slack: Slack, given: Arguments): BlockJson {
  const channel = namedConversation(slack, needed(given, "channel", "channel_not_found"));
  const message = ownMessage(slack, channel.id, needed(given, "ts", "message_not_found"), "cant_delete_message");
  removeMessage(slack, message);
  return { channel: channel.id, ts: message.ts };
}

/** `chat.getPermalink`. */
export function permalink(slack: Slack, given: Arguments): BlockJson {
  const channel = namedConversation(slack, needed(given, "channel", "channel_not_found"));
  const ts = needed(given, "message_ts", "message_not_found");
  const message = findMessage(slack, channel.id, ts);
  if (message === undefined || message.visibleTo !== undefined) throw new Refusal("message_not_found");
  const thread = message.thread === undefined ? "" : `?thread_ts=${message.thread}&cid=${channel.id}`;
  return {
    channel: channel.id,
    permalink: `${slack.ownUrl}/archives/${channel.id}/p${ts.replace(".", "")}${thread}`,
  };
}

function ownMessage(slack: Slack, channel: string, ts: string, code: string): Message {
  const message = findMessage(slack, channel, ts);
  if (message === undefined || message.visibleTo !== undefined) throw new Refusal("message_not_found");
  if (message.user !== slack.options.workspace.app.botUser) throw new Refusal(code);
  return message;
}

function threadOf(slack: Slack, channel: string, given: Arguments): { readonly thread?: string } {
  const ts = text(given, "thread_ts");
  if (ts === undefined || ts === "") return {};
  const parent = findMessage(slack, channel, ts);
  if (parent === undefined || parent.visibleTo !== undefined) throw new Refusal("thread_not_found");
  return { thread: parent.thread ?? parent.ts };
}
