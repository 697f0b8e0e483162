import { setTimeout as sleep } from "node:timers/promises";
import type { Slack } from "../slack.ts";
import type { BlockJson } from "../wire.ts";
import { oldToken } from "./send-payload.ts";
import { type Ack, sendSigned } from "./send-signed.ts";

/** Delivers an event, again and again as Slack does until it is taken: at once, after a minute, after five. */
export async function sendEvent(slack: Slack, event: BlockJson, shared = false): Promise<Ack> {
  const body = JSON.stringify(envelope(slack, event, shared));
  if (slack.faults.takeTwice()) await attempt(undefined);
  let ack = await attempt(undefined);
  for (const [at, delay] of slack.options.retryDelaysMs.entries()) {
    if (ack.kind === "answered" || (ack.kind === "refused" && ack.noRetry)) return ack;
    if (!(await waited(delay))) return ack;
    ack = await attempt({ "x-slack-retry-num": String(at + 1), "x-slack-retry-reason": reasonOf(ack) });
  }
  return ack;

  function attempt(headers: Readonly<Record<string, string>> | undefined): Promise<Ack> {
    const again = headers === undefined ? "" : ` (retry ${headers["x-slack-retry-num"]})`;
    return sendSigned(slack, {
      what: `event ${String(event.type)}${again}`,
      contentType: "application/json",
      body,
      readable: JSON.stringify(JSON.parse(body), null, 2),
      ...(headers === undefined ? {} : { headers }),
    });
  }

  async function waited(milliseconds: number): Promise<boolean> {
    try {
      await sleep(milliseconds, undefined, { signal: slack.closing.signal, ref: false });
      return true;
    } catch {
      return false;
    }
  }
}

/** Asks the app to prove that the address is its own; true: it answered with the challenge. */
export async function verifyUrl(slack: Slack): Promise<boolean> {
  const challenge = slack.newId("challenge-");
  const body = JSON.stringify({ token: oldToken, challenge, type: "url_verification" });
  const ack = await sendSigned(slack, {
    what: "event url_verification",
    contentType: "application/json",
    body,
    readable: JSON.stringify(JSON.parse(body), null, 2),
  });
  return ack.kind === "answered" && ack.body.includes(challenge);
}

function envelope(slack: Slack, event: BlockJson, shared: boolean): BlockJson {
  const { team, app } = slack.options.workspace;
  return {
    token: oldToken,
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: app.id,
    event,
    type: "event_callback",
    event_id: slack.newId("Ev"),
    event_time: Math.floor(slack.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: app.botUser, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: shared,
    event_context: slack.newId("4-"),
  };
}

function reasonOf(ack: Ack): string {
  if (ack.kind === "timeout") return "http_timeout";
  return ack.kind === "refused" ? "http_error" : "connection_failed";
}
