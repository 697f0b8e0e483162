import { WebAPIPlatformError, WebAPIRateLimitedError } from "@slack/web-api";
import { SlackRefusal } from "./slack-refusal.ts";
import { SlackUnavailable } from "./slack-unavailable.ts";
import type { VoiceOptions } from "./voice-options.ts";

type Method = "chat.postMessage" | "chat.update" | "chat.postEphemeral" | "views.publish";

/**
 * One call; waits for a rate limit as long as there is time. What can be done twice without harm is tried again where
 * Slack does not answer; a new message is not, for it might be there.
 * @throws SlackRefusal, SlackUnavailable
 */
export async function callSlack(
  options: VoiceOptions,
  method: Method,
  body: Record<string, unknown>,
): Promise<Readonly<Record<string, unknown>>> {
  for (let left = method === "chat.update" || method === "views.publish" ? 2 : 0; ; ) {
    try {
      return { ...(await options.web.apiCall(method, body)) };
    } catch (error) {
      const seconds = error instanceof WebAPIRateLimitedError ? error.retryAfter : undefined;
      const told = understood(method, error);
      if (seconds === undefined && (left === 0 || told instanceof SlackRefusal)) throw told;
      if (seconds === undefined) left -= 1;
      const wait = (seconds ?? 0.5) * 1000;
      if (options.now() + wait > options.deadline)
        throw seconds === undefined
          ? told
          : new SlackUnavailable(`Slack limits the rate of ${method}; it wants ${seconds} s`);
      await options.sleep(wait);
    }
  }
}

function understood(method: string, error: unknown): Error {
  if (!(error instanceof WebAPIPlatformError))
    return new SlackUnavailable(
      `Slack does not answer ${method}: ${error instanceof Error ? error.message : "no reason"}`,
    );
  const { error: code, response_metadata } = error.data;
  if (transient.has(code)) return new SlackUnavailable(`Slack does not answer ${method}: ${code}`);
  const needed: unknown = "needed" in error.data ? error.data.needed : undefined;
  const detail = typeof needed === "string" ? needed : (response_metadata?.messages ?? []).join("; ");
  return new SlackRefusal(method, code, detail);
}

const transient: ReadonlySet<string> = new Set([
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "team_added_to_org",
  "ratelimited",
]);
