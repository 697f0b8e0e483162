import type { Asker, Reply } from "../../model/job.ts";

/** Where a button was pressed, by whom, and what Slack gives to answer with. */
export interface Interaction {
  readonly by: Asker;
  readonly reply: Reply;
  readonly trigger: string;
}

/** The members of a `block_actions` or `message_action` payload that are looked at. */
export interface InteractionBody {
  readonly user: { readonly id: string; readonly team_id?: string | undefined };
  readonly team?: { readonly id: string; readonly enterprise_id?: string | undefined } | null | undefined;
  readonly channel?: { readonly id: string } | undefined;
  readonly response_url?: string | undefined;
  readonly trigger_id: string;
  readonly message?: { readonly text?: string | undefined } | undefined;
  readonly container?: Readonly<Record<string, unknown>> | undefined;
}

/** Reads where an interaction came from; a message that only its reader sees is answered the same way. */
export function interactionOf({
  user,
  team,
  channel,
  response_url,
  trigger_id,
  container,
}: InteractionBody): Interaction {
  const where = channel?.id ?? user.id;
  const ephemeral = container?.is_ephemeral === true;
  const message = text(container?.message_ts);
  const thread = text(container?.thread_ts);
  return {
    trigger: trigger_id,
    by: {
      team: team?.id ?? user.team_id ?? "",
      ...(team?.enterprise_id === undefined ? {} : { enterprise: team.enterprise_id }),
      user: user.id,
      channel: where,
    },
    reply: {
      channel: where,
      visibleTo: ephemeral ? "asker" : "channel",
      ...(response_url === undefined ? {} : { responseUrl: response_url }),
      ...(ephemeral || message === undefined ? {} : { message }),
      ...(thread === undefined ? {} : { thread }),
    },
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
