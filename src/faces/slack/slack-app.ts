import { App, type AuthorizeResult, type Logger, type Receiver } from "@slack/bolt";
import type { WebClientOptions } from "@slack/web-api";
import { clusterAction, clusterInForm } from "./cluster-in-form.ts";
import type { Desk } from "./desk.ts";
import { jobId } from "./job-id.ts";
import { newJob } from "./new-job.ts";
import { onAction } from "./on-action.ts";
import { onClusterChosen } from "./on-cluster-chosen.ts";
import { onCommand } from "./on-command.ts";
import { onMention } from "./on-mention.ts";
import { onOptions } from "./on-options.ts";
import { onShortcut } from "./on-shortcut.ts";
import { channelNoted, onView } from "./on-view.ts";

/** How often Slack delivers an event again that was not taken. Source: Slack's "Events API", "Retries". */
const slackRetries = 3;

/** What Slack says besides of a message that an app wrote. */
interface WrittenByApp {
  readonly bot_id?: string;
  readonly app_id?: string;
  readonly bot_profile?: { readonly app_id?: string; readonly team_id?: string };
}

/** What Bolt needs besides the desk. */
export interface SlackAppOptions {
  readonly receiver: Receiver;
  readonly logger: Logger;
  readonly clientOptions: WebClientOptions;
  /** The bot's token and ids, without a call to Slack. */
  authorize(): Promise<AuthorizeResult>;
}

/** The Bolt app: understands what Slack delivers, acknowledges it, and hands the work on. */
export function slackApp(desk: Desk, { receiver, logger, clientOptions, authorize }: SlackAppOptions): App {
  const app = new App({ receiver, logger, clientOptions, authorize, convoStore: false });

  app.command(/.*/, async ({ command, ack }) => {
    await onCommand(desk, command, ack);
  });

  app.event("app_mention", async ({ event, body, context }) => {
    const { bot_id, app_id, bot_profile }: WrittenByApp = event as WrittenByApp;
    // What we say ourselves is no question, whatever stands in it.
    const app = app_id ?? bot_profile?.app_id;
    if (app !== undefined && app === body.api_app_id) return;
    await onMention(desk, {
      eventId: body.event_id,
      team: event.team ?? bot_profile?.team_id ?? body.team_id,
      user: event.user,
      bot: bot_id,
      channel: event.channel,
      text: event.text,
      ts: event.ts,
      threadTs: event.thread_ts,
      isLastDelivery: context.retryNum === slackRetries,
    });
  });

  app.event("app_home_opened", async ({ event, body }) => {
    if (event.tab !== "home") return;
    const by = { team: body.team_id, user: event.user, channel: event.channel };
    const job = newJob(desk, {
      id: jobId("event", body.event_id),
      by,
      order: { verb: "home" },
      reply: { channel: event.channel, visibleTo: "channel" },
    });
    await desk.hand(job);
  });

  app.shortcut({ type: "message_action", callback_id: /.*/ }, async ({ shortcut, ack }) => {
    await onShortcut(desk, shortcut);
    await ack();
  });

  app.action({ type: "block_actions", action_id: /.*/ }, async ({ action, body, ack }) => {
    // A choice in a form or a link is no order: it is read when the form is sent, but for what is searched meanwhile.
    if (action.type === "button" && action.url === undefined)
      await onAction(desk, { actionId: action.action_id, value: action.value ?? "", at: action.action_ts }, body);
    const view = "view" in body ? body.view : undefined;
    if (action.type === "static_select" && action.action_id === clusterAction && view?.callback_id === "mesh.question")
      await onClusterChosen(desk, {
        id: view.id,
        hash: view.hash,
        metadata: view.private_metadata,
        cluster: action.selected_option.value,
      });
    await ack();
  });

  app.view({ type: "view_submission", callback_id: /.*/ }, async ({ view, body, ack }) => {
    const shown = await onView(desk, {
      id: view.id,
      callbackId: view.callback_id,
      metadata: view.private_metadata,
      state: view.state,
      hash: view.hash,
      team: body.team?.id ?? body.user.team_id ?? "",
      user: body.user.id,
    });
    if (shown === undefined) await ack();
    else await ack(shown);
  });

  app.options(/.*/, async ({ options, body, ack }) => {
    const chosen = "view" in body && body.view !== undefined ? clusterInForm(body.view) : undefined;
    const channel = "view" in body && body.view !== undefined ? channelNoted(body.view.private_metadata) : "";
    const cluster = chosen ?? desk.config.clusters[0]?.name ?? "";
    const by = { team: body.team?.id ?? body.user.team_id ?? "", user: body.user.id, channel };
    await ack({
      options: [...(await onOptions(desk, { actionId: options.action_id, typed: options.value, cluster, by }))],
    });
  });

  app.error(async (error) => {
    desk.onError("handle what Slack delivered", error);
    throw error;
  });

  return app;
}
