import { contentOf } from "./api/content.ts";
import { Refusal } from "./api/refusal.ts";
import { isShape } from "./blocks/rule.ts";
import { beginExchange } from "./exchange-log.ts";
import { editMessage, findMessage, postMessage, removeMessage } from "./messages.ts";
import type { ResponseUrl, Slack } from "./slack.ts";
import type { BlockJson } from "./wire.ts";

/** A response_url is good for so many posts … */
const mostUses = 5;
/** … within so many milliseconds. */
const life = 30 * 60 * 1000;

/** Where a response_url is made for. */
export interface Origin {
  readonly user: string;
  readonly channel: string;
  readonly thread?: string;
  /** The message whose button was pressed. */
  readonly ts?: string;
}

/** Makes a new response_url. */
export function newResponseUrl(slack: Slack, { user, channel, thread, ts }: Origin): string {
  const id = slack.newId("");
  const original = ts === undefined ? undefined : { channel, ts };
  slack.state.responseUrls.set(id, { user, channel, at: slack.now(), original, thread, uses: 0 });
  return `${slack.ownUrl}/response/${slack.options.workspace.team.id}/${id}`;
}

/** What goes back to who posted to a response_url. `hang`: nothing does. */
export type ResponseAnswer = { readonly status: number; readonly body: string } | "hang";

/** Takes a post to a response_url. */
export function respond(slack: Slack, id: string, body: string): ResponseAnswer {
  const end = beginExchange(slack, { direction: "from-app", what: "response_url", request: readable(body) });
  const answer = answered(slack, id, body);
  if (answer === "hang") end({ status: "no answer", ok: false, response: "" });
  else end({ status: answer.status === 200 ? "ok" : answer.body, ok: answer.status === 200, response: answer.body });
  return answer;
}

/** Shows a message that came by a response_url, or in the acknowledgement of a command. Throws `Refusal`. */
export function showResponse(slack: Slack, url: ResponseUrl, given: BlockJson): void {
  if (given.delete_original === true || given.delete_original === "true") {
    if (url.original !== undefined) removeMessage(slack, url.original);
    return;
  }
  const content = contentOf(slack, given);
  const old = url.original === undefined ? undefined : findMessage(slack, url.original.channel, url.original.ts);
  if ((given.replace_original === true || given.replace_original === "true") && old !== undefined) {
    editMessage(slack, old, { blocks: [], ...content, edited: old.visibleTo === undefined });
    return;
  }
  const threaded = typeof given.thread_ts === "string" ? given.thread_ts : url.thread;
  const message = postMessage(slack, {
    channel: url.channel,
    user: slack.options.workspace.app.botUser,
    ...content,
    ...(threaded === undefined ? {} : { thread: threaded }),
    ...(given.response_type === "in_channel" ? {} : { visibleTo: url.user }),
  });
  url.original ??= { channel: message.channel, ts: message.ts };
}

function answered(slack: Slack, id: string, body: string): ResponseAnswer {
  const fault = slack.faults.takeAnswer("response_url");
  if (fault === "hang") return "hang";
  if (fault !== undefined) return { status: /^\d{3}$/.test(fault) ? Number(fault) : 404, body: fault };
  const url = slack.state.responseUrls.get(id);
  if (url === undefined || slack.now() - url.at > life) return { status: 404, body: "expired_url" };
  if (url.uses >= mostUses) return { status: 404, body: "used_url" };
  const given = parsed(body);
  if (given === undefined) return { status: 400, body: "invalid_payload" };
  try {
    showResponse(slack, url, given);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: 400, body: error.code };
  }
  url.uses += 1;
  return { status: 200, body: "ok" };
}

function parsed(body: string): BlockJson | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isShape(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readable(body: string): string {
  const value = parsed(body);
  return value === undefined ? body : JSON.stringify(value, null, 2);
}
