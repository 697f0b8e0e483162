import { channelDefaults } from "../../config/channel-defaults.ts";
import type { Asker, Order } from "../../model/job.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { commandFromText } from "./command-from-text.ts";
import type { Desk } from "./desk.ts";
import { handOrTell } from "./hand-or-tell.ts";
import { jobId } from "./job-id.ts";
import { newJob } from "./new-job.ts";
import { orderFromCommand, orderFromError, surroundingsOf } from "./order-from-command.ts";
import { secretWarning } from "./secret-warning.ts";
import { secretsIn } from "./secrets-in.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** Somebody wrote `@mesh …`, in a channel or in a thread. */
export interface Mention {
  readonly eventId: string;
  readonly team: string;
  /** Absent: an app without a user of its own. */
  readonly user: string | undefined;
  /** The bot of the app that wrote it; absent: a person did. */
  readonly bot: string | undefined;
  readonly channel: string;
  readonly text: string;
  readonly ts: string;
  readonly threadTs: string | undefined;
  /** Slack delivers it no more after this. */
  readonly isLastDelivery: boolean;
}

/** Answers a mention in its thread, be it an alert's; all of it is left to the worker, refusals too. */
export async function onMention(desk: Desk, mention: Mention): Promise<void> {
  const { channel, user, bot, team, ts, threadTs } = mention;
  const secrets = secretsIn(mention.text);
  const order = withoutSecrets(understood(desk, mention), secrets);
  const isApp = bot !== undefined || user === undefined;
  const by: Asker = { team, user: user ?? bot ?? "", channel, ...(isApp ? { isApp } : {}) };
  const job = newJob(desk, {
    id: jobId("event", mention.eventId),
    by,
    order,
    reply: {
      channel,
      ...(threadTs === undefined ? { thread: ts, newThread: true } : { thread: threadTs }),
      visibleTo: isApp ? "channel" : channelDefaults(desk.config, channel).answers,
    },
    warnings: secretWarning(secrets),
  });
  // Until then Slack delivers it again where it cannot be handed over.
  if (mention.isLastDelivery) await handOrTell(desk, job);
  else await desk.hand(job);
}

function understood(desk: Desk, { text, channel }: Mention): Order {
  try {
    const command = commandFromText(
      text.replace(/^(?:\s*<@[A-Z0-9]+(?:\|[^>]*)?>)+/, ""),
      surroundingsOf(desk.config, channel),
    );
    return orderFromCommand(command) ?? { verb: "help" };
  } catch (error) {
    if (error instanceof MeshError) return orderFromError(error);
    throw error;
  }
}
