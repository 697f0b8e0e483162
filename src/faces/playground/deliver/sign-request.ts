import { createHmac } from "node:crypto";

/** The headers by which an app knows that a request is Slack's: scheme v0, an HMAC over time and raw body. */
export function signRequest(body: string, seconds: number, secret: string): Readonly<Record<string, string>> {
  const signature = createHmac("sha256", secret).update(`v0:${seconds}:${body}`).digest("hex");
  return { "x-slack-signature": `v0=${signature}`, "x-slack-request-timestamp": String(seconds) };
}
