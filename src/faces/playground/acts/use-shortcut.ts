import { newTrigger, payloadOf, sendPayload } from "../deliver/send-payload.ts";
import { failureOf } from "../deliver/send-signed.ts";
import { findMessage, messageJson } from "../messages.ts";
import { newResponseUrl } from "../response-url.ts";
import type { Slack } from "../slack.ts";
import type { ActResult } from "../wire.ts";
import type { Channel, User } from "../workspace.ts";

/** Chooses a shortcut in the menu of a message. */
export async function useShortcut(
  slack: Slack,
  user: User,
  channel: Channel,
  ts: string,
  callbackId: string,
): Promise<ActResult> {
  const message = findMessage(slack, channel.id, ts);
  if (message === undefined) return { ok: false, error: "This message is no longer there." };
  const thread = message.thread;
  const payload = {
    ...payloadOf(slack, "message_action", user),
    callback_id: callbackId,
    action_ts: slack.newTs(),
    trigger_id: newTrigger(slack, user),
    response_url: newResponseUrl(slack, {
      user: user.id,
      channel: channel.id,
      ...(thread === undefined ? {} : { thread }),
    }),
    message_ts: message.ts,
    channel: { id: channel.id, name: channel.kind === "im" ? "directmessage" : channel.name },
    message: messageJson(slack, message),
  };
  const failure = failureOf(await sendPayload(slack, `message_action ${callbackId}`, payload));
  return failure === undefined
    ? { ok: true }
    : { ok: false, error: `${slack.options.workspace.app.name} did not respond (${failure}). Try again?` };
}
