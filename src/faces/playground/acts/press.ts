import { newTrigger, payloadOf, sendPayload } from "../deliver/send-payload.ts";
import { failureOf } from "../deliver/send-signed.ts";
import { findMessage, messageJson } from "../messages.ts";
import { newResponseUrl } from "../response-url.ts";
import type { Slack } from "../slack.ts";
import { findView, viewJson } from "../views.ts";
import type { ActResult, BlockJson, Place, StateValues } from "../wire.ts";
import type { User } from "../workspace.ts";

/** Where an element stands, as a payload says it. Undefined: it is gone, or not for this user. */
export function placeJson(slack: Slack, user: User, place: Place, values: StateValues): BlockJson | undefined {
  if (place.in === "view") {
    const open = findView(slack, place.view);
    return open === undefined || open.user !== user.id
      ? undefined
      : { container: { type: "view", view_id: open.id }, view: viewJson(slack, open, values) };
  }
  const message = findMessage(slack, place.channel, place.ts);
  if (message === undefined || (message.visibleTo !== undefined && message.visibleTo !== user.id)) return undefined;
  const isEphemeral = message.visibleTo !== undefined;
  const channel = slack.state.channels.get(message.channel);
  return {
    container: {
      type: "message",
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: isEphemeral,
      ...(message.thread === undefined ? {} : { thread_ts: message.thread }),
    },
    channel: { id: message.channel, name: channel?.kind === "im" ? "directmessage" : (channel?.name ?? "") },
    // Slack keeps no ephemeral message, so it cannot send one back.
    ...(isEphemeral ? {} : { message: messageJson(slack, message) }),
    state: { values },
  };
}

/** Presses a button, or chooses in a menu, of a message or a view. */
export async function press(
  slack: Slack,
  user: User,
  place: Place,
  action: BlockJson,
  values: StateValues,
): Promise<ActResult> {
  const where = placeJson(slack, user, place, values);
  if (where === undefined) return { ok: false, error: "This message is no longer there." };
  const thread = place.in === "message" ? findMessage(slack, place.channel, place.ts)?.thread : undefined;
  const payload: BlockJson = {
    ...payloadOf(slack, "block_actions", user),
    ...where,
    trigger_id: newTrigger(slack, user),
    ...(place.in === "message"
      ? {
          response_url: newResponseUrl(slack, {
            user: user.id,
            channel: place.channel,
            ts: place.ts,
            ...(thread === undefined ? {} : { thread }),
          }),
        }
      : {}),
    actions: [{ ...action, action_ts: slack.newTs() }],
  };
  const failure = failureOf(await sendPayload(slack, `block_actions ${String(action.action_id)}`, payload));
  if (failure === undefined) return { ok: true };
  return { ok: false, error: `${slack.options.workspace.app.name} did not respond (${failure}). Try again?` };
}
