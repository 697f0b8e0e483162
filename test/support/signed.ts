/** Requests to the bot's door as Slack signs them, and as it does not. */
import { createHmac } from "node:crypto";

/** The secret that the playground signs with. */
export const signingSecret = "playground-signing-secret";

export interface SignedRequest {
  readonly body: string | Uint8Array;
  readonly type?: string;
  readonly secret?: string;
  /** How far the time stamp is from now, in seconds. */
  readonly offset?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The headers of a signed request. */
export function signedHeaders({ body, type, secret = signingSecret, offset = 0, headers }: SignedRequest) {
  const at = String(Math.floor(Date.now() / 1000) + offset);
  const signature = createHmac("sha256", secret).update(`v0:${at}:`).update(body).digest("hex");
  return {
    "content-type": type ?? "application/x-www-form-urlencoded",
    "x-slack-signature": `v0=${signature}`,
    "x-slack-request-timestamp": at,
    ...headers,
  };
}

/** Posts it. */
export async function post(
  door: string,
  request: SignedRequest,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(door, {
    method: "POST",
    body: request.body as string,
    headers: signedHeaders(request),
  });
  return { status: response.status, text: await response.text() };
}

let triggers = 0;

/** The fields of `/mesh …`; each has a trigger of its own, as Slack gives them. */
export function commandFields(text: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  triggers += 1;
  return {
    token: "old",
    team_id: "T0SHOP00001",
    channel_id: "C0ONCALL001",
    user_id: "U0ONDUTY001",
    command: "/mesh",
    text,
    response_url: "http://127.0.0.1:9/response/none",
    trigger_id: `${triggers}.trigger`,
    ...more,
  };
}

export const form = (fields: Readonly<Record<string, string>>): string => new URLSearchParams(fields).toString();
export const payload = (value: unknown): string => form({ payload: JSON.stringify(value) });
