import { randomInt } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { perform } from "./acts/perform.ts";
import { callApi } from "./api/call-api.ts";
import { takeUpload } from "./api/file-methods.ts";
import { isShape } from "./blocks/rule.ts";
import { verifyUrl } from "./deliver/send-event.ts";
import { exampleWorkspace } from "./example-workspace.ts";
import { beginExchange, type Ending } from "./exchange-log.ts";
import type { Faults } from "./faults.ts";
import { keptOpen } from "./kept-open.ts";
import { pageFiles } from "./page-files.ts";
import { respond } from "./response-url.ts";
import { type Beside, createSlack, type Slack, type SlackState } from "./slack.ts";
import type { Act, ActResult, Exchange, Surroundings } from "./wire.ts";
import type { Workspace } from "./workspace.ts";

/** How a Slack of one's own is to be. */
export interface SlackServerOptions {
  /** 0, or absent: any free one. */
  readonly port?: number;
  /** Where commands, interactions and events are posted; `connect` can name it later. */
  readonly requestUrl?: string;
  readonly signingSecret: string;
  readonly botToken: string;
  readonly workspace?: Workspace;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** Upper-case letters and digits that were never given before. */
  readonly chance?: () => string;
  /** How long an acknowledgement may take; Slack's 3 s where absent. */
  readonly ackTimeoutMs?: number;
  /** Waits before an event is delivered again; Slack's 0, 1 and 5 minutes where absent. */
  readonly retryDelaysMs?: readonly number[];
}

/** A running playground. */
export interface SlackServer {
  /** The page. The Web API is at `/api/` below it. */
  readonly url: string;
  readonly state: SlackState;
  readonly faults: Faults;
  connect(requestUrl: string): void;
  /** From now on the page shows, and acts on, what is played beside Slack. Gives what tells the page of changes there. */
  playBeside(beside: Beside): () => void;
  /** What is played beside Slack. */
  surroundings(): Surroundings | undefined;
  /** Shows a request behind the scenes that is none of Slack's; the answer shows how it ended. */
  begin(begun: Pick<Exchange, "direction" | "what" | "request">): (ending: Ending) => void;
  /** Does what a user would do on the page. */
  act(act: Act): Promise<ActResult>;
  /** Asks the app whether its address is its own, as Slack does when it is entered. */
  verify(): Promise<boolean>;
  close(): Promise<void>;
}

/** Larger requests are refused: Slack takes files of 1 GB, but not the playground. */
const mostBytes = 20 * 1024 * 1024;

/**
 * Plays Slack on 127.0.0.1: signs requests to the app, answers its Web API calls within Slack's limits, and shows a
 * page on which people can do what they do in Slack.
 */
export async function startSlackServer(options: SlackServerOptions): Promise<SlackServer> {
  const slack = createSlack({
    workspace: options.workspace ?? exampleWorkspace,
    signingSecret: options.signingSecret,
    botToken: options.botToken,
    clock: options.clock ?? Date.now,
    chance: options.chance ?? randomId,
    ackTimeoutMs: options.ackTimeoutMs ?? 3000,
    retryDelaysMs: options.retryDelaysMs ?? [0, 60_000, 300_000],
  });
  slack.requestUrl = options.requestUrl;
  const server = createServer(keptOpen, (request, response) => {
    handle(slack, request, response).catch((error: unknown) => {
      if (!response.headersSent) send(response, 500, "text/plain; charset=utf-8", String(error));
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  slack.ownUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: slack.ownUrl,
    state: slack.state,
    faults: slack.faults,
    connect: (requestUrl) => {
      slack.requestUrl = requestUrl;
    },
    playBeside: (beside) => {
      slack.beside = beside;
      return () => slack.changed({ kind: "surroundings", surroundings: beside.notes() });
    },
    surroundings: () => slack.beside?.notes(),
    begin: (begun) => beginExchange(slack, begun),
    act: (act) => perform(slack, act),
    verify: () => verifyUrl(slack),
    close: async () => {
      slack.closing.abort();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function handle(slack: Slack, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", slack.ownUrl);
  const [, top = "", ...rest] = url.pathname.split("/");
  if (top === "api") return answerApi(slack, request, response, url);
  if (top === "response") return answerResponse(slack, request, response, rest.at(-1) ?? "");
  if (top === "upload") return answerUpload(slack, request, response, rest[0] ?? "");
  if (!isOwnPage(request)) return send(response, 403, "text/plain", "Only for the page on this machine");
  if (top === "files") return sendFile(slack, response, rest[0] ?? "");
  if (top === "playground") return answerPage(slack, request, response, rest[0] ?? "");
  if (request.method !== "GET") return send(response, 405, "text/plain", "Only GET");
  return sendPage(response, top);
}

async function answerApi(slack: Slack, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const answer = callApi(slack, {
    method: url.pathname.replace(/^\/api\//, ""),
    contentType: request.headers["content-type"] ?? "",
    authorization: request.headers.authorization ?? "",
    query: url.searchParams,
    body: await bodyOf(request),
  });
  if (answer === "hang") return;
  response.writeHead(answer.status, answer.headers).end(answer.body);
}

async function answerResponse(
  slack: Slack,
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
): Promise<void> {
  const answer = respond(slack, id, (await bodyOf(request)).toString("utf8"));
  if (answer === "hang") return;
  send(response, answer.status, "text/html; charset=utf-8", answer.body);
}

async function answerUpload(
  slack: Slack,
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
): Promise<void> {
  const bytes = fileIn(request, await bodyOf(request));
  const taken = takeUpload(slack, id, bytes);
  send(response, taken ? 200 : 400, "text/plain", taken ? `OK - ${bytes.length}` : "upload refused");
}

async function answerPage(
  slack: Slack,
  request: IncomingMessage,
  response: ServerResponse,
  what: string,
): Promise<void> {
  if (what === "changes" && request.method === "GET") return stream(slack, request, response);
  if (what !== "act" || request.method !== "POST") return send(response, 404, "text/plain", "Not here");
  if (!request.headers["content-type"]?.startsWith("application/json"))
    return send(response, 415, "text/plain", "Only JSON");
  const act: unknown = JSON.parse((await bodyOf(request)).toString("utf8"));
  if (!isShape(act) || typeof act.act !== "string") return send(response, 400, "text/plain", "Not an act");
  const result = await perform(slack, act as unknown as Act);
  send(response, 200, "application/json; charset=utf-8", JSON.stringify(result));
}

/** Everything at first, then every change, as server-sent events. */
function stream(slack: Slack, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(`event: snapshot\ndata: ${JSON.stringify(slack.snapshot())}\n\n`);
  const stop = slack.watch((change) => response.write(`event: change\ndata: ${JSON.stringify(change)}\n\n`));
  request.on("close", stop);
}

async function sendPage(response: ServerResponse, name: string): Promise<void> {
  const file = (await pageFiles()).get(name);
  if (file === undefined) return send(response, 404, "text/plain", "Not here");
  response.setHeader(
    "content-security-policy",
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  send(response, 200, file.mime, file.content);
}

function sendFile(slack: Slack, response: ServerResponse, id: string): void {
  const file = slack.state.files.get(id);
  if (file?.bytes === undefined || !file.shared) {
    send(response, 404, "text/plain", "file_not_found");
    return;
  }
  response.setHeader("content-security-policy", "default-src 'none'; sandbox");
  response.writeHead(200, { "content-type": file.ref.mime, "x-content-type-options": "nosniff" }).end(file.bytes);
}

/** Another site open in the same browser must not act here: neither by its own requests nor by a rebound name. */
function isOwnPage({ headers }: IncomingMessage): boolean {
  const host = URL.parse(`http://${headers.host ?? ""}`)?.hostname ?? "";
  if (!["127.0.0.1", "localhost"].includes(host)) return false;
  return headers.origin === undefined || headers.origin === `http://${headers.host}`;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new Error("Larger than 20 MiB");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The bytes of an upload: the body itself, or the first file of a form. */
function fileIn(request: IncomingMessage, body: Buffer): Buffer {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/.exec(request.headers["content-type"] ?? "")?.[1];
  if (boundary === undefined) return body;
  const start = body.indexOf("\r\n\r\n") + 4;
  const end = body.indexOf(`\r\n--${boundary}`, start);
  return start < 4 || end < 0 ? Buffer.alloc(0) : body.subarray(start, end);
}

function send(response: ServerResponse, status: number, mime: string, content: string): void {
  response.writeHead(status, { "content-type": mime, "cache-control": "no-store" }).end(content);
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

function randomId(): string {
  return Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join("");
}
