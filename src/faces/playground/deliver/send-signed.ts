import { beginExchange } from "../exchange-log.ts";
import type { Slack } from "../slack.ts";
import { signRequest } from "./sign-request.ts";

/** A request to the app. */
export interface Outgoing {
  /** For "behind the scenes". */
  readonly what: string;
  readonly contentType: "application/json" | "application/x-www-form-urlencoded";
  readonly body: string;
  /** The same, as one likes to read it. */
  readonly readable: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How the app took it. */
export type Ack =
  | { readonly kind: "answered"; readonly body: string; readonly contentType: string }
  | { readonly kind: "refused"; readonly status: number; readonly noRetry: boolean }
  | { readonly kind: "timeout" }
  | { readonly kind: "unreachable" };

/** Sends a signed request and waits for the acknowledgement as long as Slack does. */
export async function sendSigned(slack: Slack, { what, contentType, body, readable, headers }: Outgoing): Promise<Ack> {
  const end = beginExchange(slack, { direction: "to-app", what, request: readable });
  const lost = slack.faults.takeLostAck();
  const ack = await sent();
  end(endingOf(ack));
  return ack;

  async function sent(): Promise<Ack> {
    if (slack.requestUrl === undefined) return { kind: "unreachable" };
    const { signingSecret, ackTimeoutMs } = slack.options;
    const patience = AbortSignal.timeout(ackTimeoutMs);
    try {
      const response = await fetch(slack.requestUrl, {
        method: "POST",
        body,
        redirect: "manual",
        signal: AbortSignal.any([patience, slack.closing.signal]),
        headers: {
          "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
          accept: "application/json,*/*",
          "content-type": contentType,
          ...signRequest(body, Math.floor(slack.now() / 1000), signingSecret),
          ...headers,
        },
      });
      const answer = await response.text();
      await delayed(slack.faults.switches().delayAcksMs, patience);
      if (lost || patience.aborted) return { kind: "timeout" };
      const noRetry = response.headers.get("x-slack-no-retry") === "1";
      return response.ok
        ? { kind: "answered", body: answer, contentType: response.headers.get("content-type") ?? "" }
        : { kind: "refused", status: response.status, noRetry };
    } catch {
      return { kind: patience.aborted ? "timeout" : "unreachable" };
    }
  }
}

/** What Slack calls the failure of an acknowledgement; undefined: it did not fail. */
export function failureOf(ack: Ack): string | undefined {
  if (ack.kind === "answered") return undefined;
  return ack.kind === "timeout" ? "operation_timeout" : "dispatch_failed";
}

function endingOf(ack: Ack): { readonly status: string; readonly ok: boolean; readonly response: string } {
  if (ack.kind === "answered") return { status: "200", ok: true, response: ack.body };
  return { status: ack.kind === "refused" ? String(ack.status) : ack.kind, ok: false, response: "" };
}

function delayed(milliseconds: number, stop: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || stop.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    stop.addEventListener("abort", done, { once: true });
    function done(): void {
      clearTimeout(timer);
      stop.removeEventListener("abort", done);
      resolve();
    }
  });
}
