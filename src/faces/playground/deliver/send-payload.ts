import type { Slack } from "../slack.ts";
import type { BlockJson } from "../wire.ts";
import type { User } from "../workspace.ts";
import { type Ack, sendSigned } from "./send-signed.ts";

/** What Slack once used in place of signatures and still sends. */
export const oldToken = "playground-verification-token";

/** Sends an interaction: JSON in the `payload` of a form. */
export function sendPayload(slack: Slack, what: string, payload: BlockJson): Promise<Ack> {
  return sendSigned(slack, {
    what,
    contentType: "application/x-www-form-urlencoded",
    body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
    readable: JSON.stringify(payload, null, 2),
  });
}

/** Members that every interaction has. */
export function payloadOf(slack: Slack, type: string, user: User): BlockJson {
  const { team, app } = slack.options.workspace;
  return {
    type,
    token: oldToken,
    api_app_id: app.id,
    team: { id: team.id, domain: team.domain },
    user: { id: user.id, username: user.name, name: user.name, team_id: user.team.id },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Permission for a user to have one modal opened within three seconds. */
export function newTrigger(slack: Slack, user: User): string {
  const id = `${slack.newId("")}.${slack.options.workspace.team.id}.${slack.newId("")}`.toLowerCase();
  slack.state.triggers.set(id, { user: user.id, at: slack.now(), used: false });
  return id;
}
