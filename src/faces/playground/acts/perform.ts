import { directMessage } from "../api/conversation.ts";
import { sendEvent } from "../deliver/send-event.ts";
import { findMessage, removeMessage } from "../messages.ts";
import type { Slack } from "../slack.ts";
import { viewJson } from "../views.ts";
import type { Act, ActResult } from "../wire.ts";
import type { Channel, User } from "../workspace.ts";
import { press } from "./press.ts";
import { runCommand } from "./run-command.ts";
import { say } from "./say.ts";
import { closeView, submitView } from "./submit-view.ts";
import { suggest } from "./suggest.ts";
import { useShortcut } from "./use-shortcut.ts";

/** Does what a user does on the page: the same for a click and for a test. */
export async function perform(slack: Slack, act: Act): Promise<ActResult> {
  if (act.act === "fault") {
    slack.faults.order(act.fault);
    return { ok: true };
  }
  if (act.act === "clear-faults") {
    slack.faults.clear();
    return { ok: true };
  }
  if (act.act === "pass-time" || act.act === "run-schedule" || act.act === "choose-story")
    return slack.beside?.perform(act) ?? { ok: false, error: "Nothing but Slack is played here." };
  const user = slack.userOf(act.user);
  if (user === undefined) return { ok: false, error: `There is no user ${act.user}.` };
  switch (act.act) {
    case "press":
      return press(slack, user, act.place, act.action, act.values);
    case "suggest":
      return suggest(slack, user, act);
    case "submit":
      return submitView(slack, user, act.view, act.values);
    case "close":
      return closeView(slack, user, act.view, act.all);
    case "open-dm":
      return { ok: true, channel: directMessage(slack, user.id).id };
    case "open-home":
      return openHome(slack, user, act.tab);
    case "command":
    case "say":
    case "shortcut":
    case "dismiss":
      return inChannel(slack, user, act);
  }
}

type InChannel = Extract<Act, { readonly channel: string }>;

async function inChannel(slack: Slack, user: User, act: InChannel): Promise<ActResult> {
  const channel = slack.state.channels.get(act.channel);
  if (channel === undefined || !channel.members.includes(user.id))
    return { ok: false, error: "You are not in this channel." };
  switch (act.act) {
    case "dismiss":
      return dismiss(slack, user, channel, act.ts);
    case "shortcut":
      return useShortcut(slack, user, channel, act.ts, act.callbackId);
    case "command":
      return channel.archived ? archived : runCommand(slack, user, channel, act.text);
    case "say":
      return channel.archived ? archived : say(slack, user, channel, act.text, act.thread);
  }
}

const archived: ActResult = { ok: false, error: "This channel has been archived." };

/** Slack tells the app whenever its page is opened, on either tab. */
function openHome(slack: Slack, user: User, tab: "home" | "messages"): ActResult {
  const home = slack.state.homes.get(user.id);
  const channel = directMessage(slack, user.id).id;
  void sendEvent(slack, {
    type: "app_home_opened",
    user: user.id,
    channel,
    tab,
    event_ts: slack.newTs(),
    ...(tab === "home" && home !== undefined ? { view: viewJson(slack, home) } : {}),
  });
  return { ok: true, channel };
}

function dismiss(slack: Slack, user: User, channel: Channel, ts: string): ActResult {
  if (findMessage(slack, channel.id, ts)?.visibleTo !== user.id) return { ok: false, error: "Not yours to dismiss." };
  removeMessage(slack, { channel: channel.id, ts });
  return { ok: true };
}
