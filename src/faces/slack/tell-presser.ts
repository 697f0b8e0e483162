import type { WebClient } from "@slack/web-api";
import type { Reply } from "../../model/job.ts";
import type { SlackMessage } from "../../render/slack/slack-message.ts";

/** What is needed to tell somebody something before the acknowledgement is due. */
export interface TellPresser {
  readonly fetch: typeof fetch;
  /** Hosts that a response URL may have. */
  readonly responseHosts: readonly string[];
  web(): Promise<WebClient>;
}

/** In milliseconds: the acknowledgement is due, and what failed before has taken its time. */
const patience = 700;

/**
 * Tells somebody by the response URL, which needs no token, else by an ephemeral message.
 * @throws what the Web API throws
 */
export async function tellPresser(
  { fetch, responseHosts, web }: TellPresser,
  { responseUrl, channel, thread, newThread }: Reply,
  user: string,
  { text, blocks, classic }: SlackMessage,
): Promise<void> {
  const said = { text, blocks: [...(classic ?? blocks)] };
  if (responseUrl !== undefined && URL.canParse(responseUrl) && responseHosts.includes(new URL(responseUrl).host)) {
    const isSaid = await fetch(responseUrl, {
      method: "POST",
      redirect: "error",
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify({ response_type: "ephemeral", replace_original: false, ...said }),
      signal: AbortSignal.timeout(patience),
    }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isSaid) return;
  }
  const threaded = thread === undefined || newThread === true ? {} : { thread_ts: thread };
  await (await web()).chat.postEphemeral({ channel, user, ...threaded, ...said });
}
