import { sendEvent } from "../deliver/send-event.ts";
import { postMessage } from "../messages.ts";
import type { Slack } from "../slack.ts";
import type { ActResult, BlockJson, Message } from "../wire.ts";
import type { Channel, User } from "../workspace.ts";

/** Says something in a channel or thread, and tells the app where it is mentioned or spoken to. */
export function say(slack: Slack, user: User, channel: Channel, typed: string, thread?: string): ActResult {
  const text = encode(slack, typed);
  const message = postMessage(slack, {
    channel: channel.id,
    user: user.id,
    text,
    ...(thread === undefined ? {} : { thread }),
  });
  const { botUser } = slack.options.workspace.app;
  const isMentioned = text.includes(`<@${botUser}>`) && channel.members.includes(botUser);
  const type = channel.kind === "im" ? "message" : isMentioned ? "app_mention" : undefined;
  if (type !== undefined) void sendEvent(slack, eventOf(slack, type, user, channel, message), channel.shared);
  return { ok: true, ts: message.ts, channel: channel.id };
}

/** Typed text as Slack stores it: `& < >` escaped, names of people and channels turned into mentions. */
function encode(slack: Slack, typed: string): string {
  const { app, users, userGroups } = slack.options.workspace;
  const people = new Map<string, string>([
    ...users.flatMap(({ id, name, realName }): [string, string][] => [
      [name, `<@${id}>`],
      [realName, `<@${id}>`],
    ]),
    ...userGroups.map(({ id, handle }): [string, string] => [handle, `<!subteam^${id}>`]),
    [app.name, `<@${app.botUser}>`],
  ]);
  const channels = [...slack.state.channels.values()].filter(({ kind }) => kind !== "im");
  const names = [...people.keys()].sort((a, b) => b.length - a.length).map(literally);
  return typed
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(
      new RegExp(`(?<![\\w@])@(${names.join("|")})(?![\\w-])`, "g"),
      (all, name: string) => people.get(name) ?? all,
    )
    .replace(/(?<![\w#&])#([a-z0-9_-]+)/g, (all, name: string) => {
      const channel = channels.find((each) => each.name === name);
      return channel === undefined ? all : `<#${channel.id}|${channel.name}>`;
    });
}

function literally(name: string): string {
  return name.replace(/[^\w]/g, "\\$&");
}

function eventOf(slack: Slack, type: string, user: User, channel: Channel, message: Message): BlockJson {
  return {
    user: user.id,
    type,
    ts: message.ts,
    client_msg_id: slack.newId("").toLowerCase(),
    text: message.text,
    team: user.team.id,
    ...(message.thread === undefined ? {} : { thread_ts: message.thread }),
    channel: channel.id,
    ...(type === "message" ? { channel_type: "im" } : {}),
    event_ts: message.ts,
    ...(user.team.id === slack.options.workspace.team.id ? {} : { user_team: user.team.id, source_team: user.team.id }),
  };
}
