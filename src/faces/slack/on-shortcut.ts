import { channelDefaults } from "../../config/channel-defaults.ts";
import type { Order } from "../../model/job.ts";
import { questionModal } from "../../render/slack/question-modal.ts";
import { refusalMessage } from "../../render/slack/refusal-message.ts";
import type { Desk } from "./desk.ts";
import { handOrTell } from "./hand-or-tell.ts";
import { type InteractionBody, interactionOf } from "./interaction.ts";
import { jobId } from "./job-id.ts";
import { mayAsk } from "./may-ask.ts";
import { newJob } from "./new-job.ts";
import { openForm } from "./open-form.ts";
import { surroundingsOf } from "./order-from-command.ts";
import { pairInText } from "./pair-in-text.ts";
import { secretWarning } from "./secret-warning.ts";
import { secretsIn } from "./secrets-in.ts";
import { textOfMessage } from "./text-of-message.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** A message on which somebody chose "Explain with mesh". */
export interface Explained extends InteractionBody {
  readonly message: Readonly<Record<string, unknown>>;
  readonly message_ts?: string | undefined;
  readonly action_ts?: string | undefined;
}

/** Diagnoses the pair that a message speaks of, in its thread; where it speaks of none, the form is opened. */
export async function onShortcut(desk: Desk, body: Explained): Promise<void> {
  const { by, reply, trigger } = interactionOf(body);
  const ts = text(body.message_ts) ?? text(body.message.ts);
  const thread = text(body.message.thread_ts) ?? ts;
  const said = plainWords(textOfMessage(body.message));
  const secrets = secretsIn(said);
  const pair = pairInText(withoutSecrets(said, secrets));
  const { cluster, namespace } = surroundingsOf(desk.config, reply.channel);
  const { answers } = channelDefaults(desk.config, reply.channel);
  if (pair === undefined) {
    const decision = mayAsk(desk.config, by);
    if (!decision.allowed) return desk.tell(reply, by.user, refusalMessage(decision));
    await openForm(
      desk,
      { trigger, by, reply },
      questionModal({
        clusters: desk.config.clusters.map(({ name }) => name),
        ...(cluster === undefined ? {} : { cluster }),
        target: {
          channel: reply.channel,
          visibleTo: answers,
          ...(thread === undefined ? {} : { thread }),
          ...(reply.responseUrl === undefined ? {} : { responseUrl: reply.responseUrl }),
        },
      }),
    );
    return;
  }
  const order: Order = {
    verb: "why",
    cluster: cluster ?? "",
    question: { ...pair, ...(namespace === undefined ? {} : { namespace }), headers: [] },
  };
  const job = newJob(desk, {
    id: jobId("shortcut", by.team, by.user, reply.channel, ts ?? "", text(body.action_ts) ?? trigger),
    by,
    order,
    reply: {
      channel: reply.channel,
      visibleTo: answers,
      ...(thread === undefined ? {} : { thread }),
      ...(reply.responseUrl === undefined ? {} : { responseUrl: reply.responseUrl }),
    },
    warnings: secretWarning(secrets),
  });
  await handOrTell(desk, job);
}

/** What Slack escapes: an arrow between two names is one. */
function plainWords(escaped: string): string {
  return escaped.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
