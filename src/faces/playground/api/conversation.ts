import type { Slack } from "../slack.ts";
import type { Channel } from "../workspace.ts";
import { type Arguments, needed } from "./arguments.ts";
import { Refusal } from "./refusal.ts";

/** The channel that a call names and may post to. Throws `Refusal`. */
export function conversationFor(slack: Slack, given: Arguments): Channel {
  const channel = namedConversation(slack, needed(given, "channel", "channel_not_found"));
  const isMember = channel.members.includes(slack.options.workspace.app.botUser);
  if (!isMember) throw new Refusal(channel.kind === "public" ? "not_in_channel" : "channel_not_found");
  if (channel.archived) throw new Refusal("is_archived");
  return channel;
}

/** The channel of an id or a `#name`, or the direct message with a user of that id. Throws `Refusal`. */
export function namedConversation(slack: Slack, name: string): Channel {
  if (slack.userOf(name) !== undefined) return directMessage(slack, name);
  const channels = [...slack.state.channels.values()];
  const found = channels.find(
    ({ id, name: own, kind }) => id === name || (kind !== "im" && own === name.replace(/^#/, "")),
  );
  if (found === undefined) throw new Refusal("channel_not_found");
  return found;
}

/** The direct message between the bot and a user; opened when first asked for. */
export function directMessage(slack: Slack, user: string): Channel {
  const { botUser } = slack.options.workspace.app;
  const open = [...slack.state.channels.values()].find(({ kind, name }) => kind === "im" && name === user);
  if (open !== undefined) return open;
  const channel: Channel = { id: slack.newId("D"), name: user, kind: "im", members: [user, botUser] };
  slack.state.channels.set(channel.id, channel);
  slack.changed({ kind: "channel", channel });
  return channel;
}
