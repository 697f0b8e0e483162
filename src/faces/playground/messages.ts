import { isShape } from "./blocks/rule.ts";
import type { Slack } from "./slack.ts";
import type { BlockJson, FileRef, Message } from "./wire.ts";

/** What a new message says. */
export interface Said {
  readonly channel: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly BlockJson[];
  readonly thread?: string;
  readonly visibleTo?: string;
  readonly files?: readonly FileRef[];
  readonly command?: boolean;
}

/** Adds a message to a conversation. */
export function postMessage(slack: Slack, { blocks = [], ...said }: Said): Message {
  const message: Message = { ...said, ts: slack.newTs(), blocks: withBlockIds(slack, blocks) };
  slack.state.messages.push(message);
  slack.changed({ kind: "message", message });
  return message;
}

/** Puts other words into a message. */
export function editMessage(slack: Slack, old: Message, changes: Partial<Message>): Message {
  const blocks = changes.blocks === undefined ? old.blocks : withBlockIds(slack, changes.blocks);
  const message: Message = { ...old, ...changes, blocks };
  const at = slack.state.messages.indexOf(old);
  if (at >= 0) slack.state.messages[at] = message;
  slack.changed({ kind: "message", message });
  return message;
}

/** Takes a message away. */
export function removeMessage(slack: Slack, { channel, ts }: { readonly channel: string; readonly ts: string }): void {
  const at = slack.state.messages.findIndex((message) => message.channel === channel && message.ts === ts);
  if (at < 0) return;
  slack.state.messages.splice(at, 1);
  slack.changed({ kind: "gone", channel, ts });
}

/** The message of a channel that has a ts. */
export function findMessage(slack: Slack, channel: string, ts: string): Message | undefined {
  return slack.state.messages.find((message) => message.channel === channel && message.ts === ts);
}

/** Gives every block without an id one, as Slack does. */
export function withBlockIds(slack: Slack, blocks: readonly BlockJson[]): readonly BlockJson[] {
  return blocks.map((block) => {
    const inner = Array.isArray(block.child_blocks) ? { child_blocks: withBlockIds(slack, block.child_blocks) } : {};
    const elements = Array.isArray(block.elements) ? { elements: block.elements.map(withActionId(slack)) } : {};
    return { ...block, ...elements, ...inner, block_id: block.block_id ?? slack.newId("b") };
  });
}

const interactive = /button|select|overflow|checkboxes|picker|input/;

function withActionId(slack: Slack): (element: unknown) => unknown {
  return (element) =>
    isShape(element) && interactive.test(String(element.type)) && element.action_id === undefined
      ? { ...element, action_id: slack.newId("a") }
      : element;
}

/** A message as Slack shows it to an app. */
export function messageJson(slack: Slack, message: Message): BlockJson {
  const { app, team } = slack.options.workspace;
  const fromBot = message.user === app.botUser;
  return {
    type: "message",
    ...(fromBot ? { bot_id: app.botId, app_id: app.id } : {}),
    user: message.user,
    text: message.text,
    ts: message.ts,
    team: team.id,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.thread === undefined ? {} : { thread_ts: message.thread }),
    ...(message.edited ? { edited: { user: message.user, ts: message.ts } } : {}),
  };
}
