import type { SlackMessage } from "../../render/slack/slack-message.ts";
import { formsOf } from "./forms-of.ts";
import { unfit } from "./unfit.ts";
import type { VoiceOptions } from "./voice-options.ts";

/** Says as many as the URL takes: those that are left have to go another way. */
export async function respond(
  { fetch, responseHosts, timeout }: VoiceOptions,
  url: string | undefined,
  messages: readonly SlackMessage[],
  { type, replace }: { readonly type: "in_channel" | "ephemeral"; readonly replace: boolean },
): Promise<readonly SlackMessage[]> {
  if (url === undefined || !URL.canParse(url) || !responseHosts.includes(new URL(url).host)) return messages;
  for (const [at, message] of messages.entries()) {
    let answer: Answered = "unfit";
    for (const form of formsOf(message)) {
      answer = await posted({ fetch, timeout }, url, {
        response_type: type,
        replace_original: replace && at === 0,
        ...form,
      });
      if (answer !== "unfit") break;
    }
    if (answer !== "said") return messages.slice(at);
  }
  return [];
}

/** How a response URL took a message: a form that it does not take is followed by a simpler one. */
type Answered = "said" | "unfit" | "gone";

async function posted(
  { fetch, timeout }: Pick<VoiceOptions, "fetch" | "timeout">,
  url: string,
  body: object,
): Promise<Answered> {
  try {
    const answer = await fetch(url, {
      method: "POST",
      redirect: "error",
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeout),
    });
    const told = await answer.text();
    if (answer.ok) return "said";
    return answer.status === 400 || unfit.has(told.trim()) ? "unfit" : "gone";
  } catch {
    return "gone";
  }
}
