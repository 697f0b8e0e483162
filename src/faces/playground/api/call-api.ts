import { beginExchange } from "../exchange-log.ts";
import type { Slack } from "../slack.ts";
import type { BlockJson } from "../wire.ts";
import { type Arguments, readArguments, text } from "./arguments.ts";
import { deleteFromChannel, permalink, postToChannel, postToOne, updateInChannel } from "./chat-methods.ts";
import { completeUpload, uploadUrl } from "./file-methods.ts";
import { authTest, botsInfo, checkBlocks, groupUsers, openConversation, usersInfo } from "./people-methods.ts";
import { Refusal, refusalOf } from "./refusal.ts";
import { open, publish, push, update } from "./view-methods.ts";

/** A call of a method of the Web API. */
export interface ApiCall {
  readonly method: string;
  readonly contentType: string;
  readonly authorization: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

/** What goes back over HTTP. `hang`: nothing does. */
export type ApiAnswer =
  | { readonly status: number; readonly body: string; readonly headers: Readonly<Record<string, string>> }
  | "hang";

type Method = (slack: Slack, given: Arguments) => BlockJson;

const methods: Readonly<Record<string, Method>> = {
  "api.test": () => ({}),
  "auth.test": authTest,
  "blocks.validate": checkBlocks,
  "bots.info": botsInfo,
  "chat.delete": deleteFromChannel,
  "chat.getPermalink": permalink,
  "chat.postEphemeral": postToOne,
  "chat.postMessage": postToChannel,
  "chat.update": updateInChannel,
  "conversations.open": openConversation,
  "files.completeUploadExternal": completeUpload,
  "files.getUploadURLExternal": uploadUrl,
  "usergroups.users.list": groupUsers,
  "users.info": usersInfo,
  "views.open": open,
  "views.publish": publish,
  "views.push": push,
  "views.update": update,
};

/** Methods that post to a channel, of which Slack allows about one a second. */
const posting = new Set(["chat.postMessage", "chat.postEphemeral"]);
const second = 1000;

/** Answers one call of the Web API, as Slack would, and notes it. */
export function callApi(slack: Slack, call: ApiCall): ApiAnswer {
  const end = beginExchange(slack, {
    direction: "from-app",
    what: call.method,
    request: readable(call.contentType, call.body),
  });
  const answer = answered(slack, call);
  if (answer === "hang") end({ status: "no answer", ok: false, response: "" });
  else end({ status: statusOf(answer), ok: isOk(answer), response: pretty(answer.body) });
  return answer;
}

function answered(slack: Slack, call: ApiCall): ApiAnswer {
  const fault = slack.faults.takeAnswer(call.method);
  if (fault === "hang") return "hang";
  if (fault === "429") return tooMany(1);
  if (fault === "500") return { status: 500, body: "Internal Server Error", headers: { "content-type": "text/plain" } };
  if (fault === "invalid_blocks")
    return refused(refusalOf(fault, [{ pointer: "/blocks/0/type", message: "unsupported type: ordered" }]));
  if (fault !== undefined) return refused(new Refusal(fault));
  try {
    const given = readArguments(call.contentType, call.body, call.query);
    authenticate(slack, call, given);
    const method = Object.hasOwn(methods, call.method) ? methods[call.method] : undefined;
    if (method === undefined) throw new Refusal("unknown_method", { req_method: call.method });
    const wait = mustWait(slack, call.method, given);
    if (wait > 0) return tooMany(wait);
    return answer200({ ok: true, ...method(slack, given) });
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    throw error;
  }
}

function authenticate(slack: Slack, call: ApiCall, given: Arguments): void {
  const bearer = /^Bearer (.+)$/i.exec(call.authorization)?.[1] ?? text(given, "token");
  if (bearer === undefined || bearer === "") throw new Refusal("not_authed");
  if (bearer !== slack.options.botToken) throw new Refusal("invalid_auth");
}

/** Seconds until a channel may be posted to again; 0: now. */
function mustWait(slack: Slack, method: string, given: Arguments): number {
  const channel = text(given, "channel");
  if (!slack.faults.switches().rateLimit || !posting.has(method) || channel === undefined) return 0;
  const last = slack.state.postedAt.get(channel);
  if (last !== undefined && slack.now() - last < second) return Math.ceil((second - (slack.now() - last)) / second);
  slack.state.postedAt.set(channel, slack.now());
  return 0;
}

function tooMany(seconds: number): ApiAnswer {
  return {
    status: 429,
    body: JSON.stringify({ ok: false, error: "ratelimited" }),
    headers: { "content-type": "application/json; charset=utf-8", "retry-after": String(seconds) },
  };
}

function refused({ code, details }: Refusal): ApiAnswer {
  return answer200({ ok: false, error: code, ...details });
}

function answer200(body: BlockJson): ApiAnswer {
  return { status: 200, body: JSON.stringify(body), headers: { "content-type": "application/json; charset=utf-8" } };
}

function statusOf(answer: Exclude<ApiAnswer, "hang">): string {
  const error = answer.status === 200 ? (JSON.parse(answer.body) as { readonly error?: string }).error : undefined;
  return error ?? String(answer.status);
}

function isOk(answer: Exclude<ApiAnswer, "hang">): boolean {
  return answer.status === 200 && (JSON.parse(answer.body) as { readonly ok: boolean }).ok;
}

/** A form or JSON as one likes to read it, without the token. */
function readable(contentType: string, body: Buffer): string {
  const source = body.toString("utf8");
  if (contentType.startsWith("application/json")) return pretty(source);
  const members = [...new URLSearchParams(source)].filter(([name]) => name !== "token");
  return pretty(JSON.stringify(Object.fromEntries(members.map(([name, value]) => [name, parsed(value)]))));
}

function parsed(value: string): unknown {
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function pretty(source: string): string {
  try {
    return JSON.stringify(JSON.parse(source), null, 2);
  } catch {
    return source;
  }
}
