import { Refusal } from "../api/refusal.ts";
import { isShape } from "../blocks/rule.ts";
import { newTrigger, oldToken } from "../deliver/send-payload.ts";
import { failureOf, sendSigned } from "../deliver/send-signed.ts";
import { postMessage } from "../messages.ts";
import { newResponseUrl, showResponse } from "../response-url.ts";
import type { Slack } from "../slack.ts";
import type { ActResult, BlockJson } from "../wire.ts";
import type { Channel, User } from "../workspace.ts";

/** Runs `/mesh …`: tells the app, and shows what it answers at once. Slack knows no command in a thread. */
export async function runCommand(slack: Slack, user: User, channel: Channel, typed: string): Promise<ActResult> {
  const [name = "", ...rest] = typed.trim().split(/\s+/);
  const command = slack.options.workspace.app.commands.find((each) => each.name === name);
  if (command === undefined) return { ok: false, error: `${name} is not a valid command.` };
  const url = newResponseUrl(slack, { user: user.id, channel: channel.id });
  const fields = fieldsOf(slack, user, channel, name, typed.trim().slice(name.length).trim(), url);
  const ack = await sendSigned(slack, {
    what: [name, ...rest].join(" "),
    contentType: "application/x-www-form-urlencoded",
    body: new URLSearchParams(fields).toString(),
    readable: JSON.stringify(fields, null, 2),
  });
  const failure = failureOf(ack);
  if (failure !== undefined) return { ok: false, error: `${name} failed with the error "${failure}"` };
  const answer = ack.kind === "answered" ? answerOf(ack.body, ack.contentType) : undefined;
  const held = slack.state.responseUrls.get(url.split("/").at(-1) ?? "");
  if (answer === undefined || held === undefined) return { ok: true };
  try {
    if (answer.response_type === "in_channel")
      postMessage(slack, { channel: channel.id, user: user.id, text: typed.trim(), command: true });
    showResponse(slack, held, answer);
    return { ok: true };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, error: `${name} failed with the error "${error.code}"` };
  }
}

function fieldsOf(
  slack: Slack,
  user: User,
  channel: Channel,
  command: string,
  text: string,
  url: string,
): Readonly<Record<string, string>> {
  return {
    token: oldToken,
    team_id: user.team.id,
    team_domain: user.team.domain,
    channel_id: channel.id,
    channel_name: channel.kind === "im" ? "directmessage" : channel.kind === "private" ? "privategroup" : channel.name,
    user_id: user.id,
    user_name: user.name,
    command,
    text,
    api_app_id: slack.options.workspace.app.id,
    is_enterprise_install: "false",
    response_url: url,
    trigger_id: newTrigger(slack, user),
  };
}

/** A message in the acknowledgement: JSON, or plain words; an empty body shows nothing. */
function answerOf(body: string, contentType: string): BlockJson | undefined {
  if (body.trim() === "") return undefined;
  if (!contentType.includes("json") && !body.trimStart().startsWith("{")) return { text: body };
  try {
    const value: unknown = JSON.parse(body);
    return isShape(value) ? value : undefined;
  } catch {
    return { text: body };
  }
}
