import type { AckFn, RespondArguments, SlashCommand } from "@slack/bolt";
import type { SectionBlock } from "@slack/types";
import { channelDefaults } from "../../config/channel-defaults.ts";
import type { Asker, Job } from "../../model/job.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { errorMessage } from "../../render/slack/error-message.ts";
import { failureMessage } from "../../render/slack/failure-message.ts";
import { helpMessage, helpTopic } from "../../render/slack/help-message.ts";
import { questionModal } from "../../render/slack/question-modal.ts";
import { refusalMessage } from "../../render/slack/refusal-message.ts";
import { mrkdwnEscape } from "../../render/slack/slack-escape.ts";
import type { SlackMessage } from "../../render/slack/slack-message.ts";
import { commandFromText, type SlackCommand } from "./command-from-text.ts";
import type { Desk } from "./desk.ts";
import { handRefused } from "./hand-refused.ts";
import { jobId } from "./job-id.ts";
import { mayAsk } from "./may-ask.ts";
import { nameOfOrder } from "./name-of-order.ts";
import { newJob } from "./new-job.ts";
import { orderFromCommand, surroundingsOf } from "./order-from-command.ts";
import { secretWarning } from "./secret-warning.ts";
import { secretsIn } from "./secrets-in.ts";
import { summaryOfOrder } from "./summary-of-order.ts";
import { withoutSecrets } from "./without-secrets.ts";

type Ack = AckFn<string | RespondArguments>;

/** `/mesh …`: answered at once where nothing has to be read, else handed on. */
export async function onCommand(desk: Desk, command: SlashCommand, ack: Ack): Promise<void> {
  const channel = command.channel_id;
  const secrets = secretsIn(command.text);
  let understood: SlackCommand;
  try {
    understood = commandFromText(command.text, surroundingsOf(desk.config, channel));
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    await ack(privately(errorMessage(withoutSecretsIn(error, secrets)), secretWarning(secrets)));
    return;
  }
  const order = withoutSecrets(orderFromCommand(understood), secrets);
  const by: Asker = {
    team: command.team_id,
    ...(command.enterprise_id === undefined ? {} : { enterprise: command.enterprise_id }),
    user: command.user_id,
    channel,
  };
  if (order === undefined) {
    const decision = mayAsk(desk.config, by);
    if (decision.allowed) await openForm(desk, command, ack);
    else await ack(privately(refusalMessage(decision)));
    return;
  }
  const job = newJob(desk, {
    id: jobId("command", command.team_id, channel, command.user_id, command.text, command.trigger_id),
    by,
    order,
    reply: {
      channel,
      responseUrl: command.response_url,
      visibleTo: channelDefaults(desk.config, channel).answers,
    },
    warnings: secretWarning(secrets),
  });
  if (!job.decision.allowed) {
    await handRefused(desk, job);
    await ack(privately(refusalMessage(job.decision), job.warnings));
    return;
  }
  if (order.verb === "help") {
    await ack(privately(helpMessage(helpTopic(order.topic))));
    return;
  }
  await handOver(desk, job, ack);
}

async function handOver(desk: Desk, job: Job, ack: Ack): Promise<void> {
  try {
    await desk.hand(job);
  } catch (error) {
    desk.onError("hand a job over", error);
    await ack(
      privately(
        failureMessage({
          what: nameOfOrder(job.order),
          dependency: "AWS Lambda",
          next: "Ask again in a minute, or use the command line (docs/break-glass.md).",
        }),
      ),
    );
    return;
  }
  await ack({ response_type: "ephemeral", text: mrkdwnEscape(summaryOfOrder(job.order)) });
}

async function openForm(desk: Desk, command: SlashCommand, ack: Ack): Promise<void> {
  const { cluster } = surroundingsOf(desk.config, command.channel_id);
  try {
    await desk.openView(
      command.trigger_id,
      questionModal({
        clusters: desk.config.clusters.map(({ name }) => name),
        ...(cluster === undefined ? {} : { cluster }),
        target: { channel: command.channel_id, responseUrl: command.response_url },
      }),
    );
    await ack();
  } catch (error) {
    desk.onError("open the form", error);
    await ack(privately(helpMessage(undefined)));
  }
}

/** A message that only the asker sees, in the form that every workspace takes. */
function privately({ text, blocks, classic }: SlackMessage, warnings: readonly string[] = []): RespondArguments {
  return {
    response_type: "ephemeral",
    text: [text, ...warnings].join(" "),
    blocks: [...(classic ?? blocks), ...warnings.map(warningBlock)],
  };
}

function warningBlock(warning: string): SectionBlock {
  return { type: "section", text: { type: "plain_text", text: warning, emoji: false } };
}

function withoutSecretsIn({ code, message, next, candidates }: MeshError, secrets: readonly string[]): MeshError {
  return new MeshError(
    code,
    withoutSecrets(message, secrets),
    withoutSecrets(next, secrets),
    withoutSecrets(candidates, secrets),
  );
}
