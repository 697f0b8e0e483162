/**
 * Slack's end of Socket Mode, put before the playground's Slack: what that posts to the app travels in envelopes over a
 * web socket, and what the app acknowledges travels back. `apps.connections.open` is answered here, all else of the Web
 * API over there.
 */
import { createServer, type IncomingMessage, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

interface Socket {
  send(text: string): void;
  close(): void;
  terminate(): void;
  on(event: "message", listener: (data: Buffer) => void): void;
  on(event: "close", listener: () => void): void;
}

interface SocketServer {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, done: (socket: Socket) => void): void;
}

const { WebSocketServer } = createRequire(import.meta.url)("ws") as {
  readonly WebSocketServer: new (options: { readonly noServer: true }) => SocketServer;
};

/** One of the envelopes that were sent. */
export interface Sent {
  readonly id: string;
  readonly type: string;
  /** How often the app acknowledged it. */
  acknowledged: number;
}

export interface SocketSlack {
  /** For `MESHWHY_SLACK_API_URL`. */
  readonly apiUrl: string;
  /** Where the playground's Slack posts what is for the app. */
  readonly requestUrl: string;
  readonly sent: readonly Sent[];
  /** How many connections were opened so far. */
  opened(): number;
  /** How many are open now. */
  connected(): number;
  /** What `apps.connections.open` answers from now on; undefined: that it is well. */
  refuse(error: string | undefined): void;
  /** Announces the end of the connection, as Slack does every few hours. */
  announceEnd(reason: string): void;
  /** Breaks all connections without a word. */
  breakOff(): void;
  /** Delivers the last envelope once more, as Slack does where it lost an acknowledgement. */
  again(): void;
  close(): Promise<void>;
}

export async function startSocketSlack(slackUrl: string, appToken: string): Promise<SocketSlack> {
  const sockets = new Set<Socket>();
  const sent: Sent[] = [];
  const waiting = new Map<string, (payload: unknown) => void>();
  const upgrades = new WebSocketServer({ noServer: true });
  let refusal: string | undefined;
  let last = "";
  let opened = 0;
  const server: Server = createServer((request, response) => {
    answer(request)
      .catch((error: unknown) => ({ status: 503, type: "text/plain", body: String(error) }))
      .then(({ status, type, body }) => response.writeHead(status, { "content-type": type }).end(body))
      .catch(() => response.destroy());
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    upgrades.handleUpgrade(request, socket, head, welcome),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl: `http://${host}/api/`,
    requestUrl: `http://${host}/to-app`,
    sent,
    opened: () => opened,
    connected: () => sockets.size,
    refuse: (error) => {
      refusal = error;
    },
    announceEnd: (reason) => {
      for (const socket of sockets) socket.send(JSON.stringify({ type: "disconnect", reason, debug_info: {} }));
    },
    breakOff: () => {
      for (const socket of sockets) socket.terminate();
    },
    again: () => newest()?.send(last),
    close: async () => {
      for (const socket of sockets) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  function newest(): Socket | undefined {
    return [...sockets].at(-1);
  }

  function welcome(socket: Socket): void {
    opened += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("message", (data) => {
      const { envelope_id: id, payload } = JSON.parse(String(data)) as { envelope_id: string; payload?: unknown };
      const envelope = sent.find((each) => each.id === id);
      if (envelope !== undefined) envelope.acknowledged += 1;
      waiting.get(id)?.(payload);
    });
    socket.send(JSON.stringify({ type: "hello", num_connections: sockets.size, connection_info: { app_id: "A0" } }));
  }

  async function answer(request: IncomingMessage): Promise<{ status: number; type: string; body: string }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (request.url === "/to-app") return delivered(body.toString("utf8"), request.headers["content-type"] ?? "");
    if (request.url === "/api/apps.connections.open") {
      const mine = request.headers.authorization === `Bearer ${appToken}`;
      const error = mine ? refusal : "invalid_auth";
      const given = error === undefined ? { ok: true, url: `ws://${host}/link` } : { ok: false, error };
      return { status: 200, type: "application/json", body: JSON.stringify(given) };
    }
    const response = await fetch(`${slackUrl}${request.url}`, {
      method: request.method ?? "POST",
      body,
      headers: {
        "content-type": request.headers["content-type"] ?? "",
        authorization: request.headers.authorization ?? "",
      },
    });
    return {
      status: response.status,
      type: response.headers.get("content-type") ?? "",
      body: await response.text(),
    };
  }

  async function delivered(body: string, contentType: string): Promise<{ status: number; type: string; body: string }> {
    const socket = newest();
    if (socket === undefined) throw new Error("the app is not connected");
    const id = `envelope-${sent.length + 1}`;
    const { type, payload } = contents(body, contentType);
    sent.push({ id, type, acknowledged: 0 });
    const acknowledged = new Promise<unknown>((resolve) => waiting.set(id, resolve));
    last = JSON.stringify({ envelope_id: id, type, payload, accepts_response_payload: type !== "events_api" });
    socket.send(last);
    const given = await Promise.race([acknowledged, new Promise((resolve) => setTimeout(resolve, 3000).unref())]);
    const isEmpty = given === undefined || Object.keys(given as object).length === 0;
    return { status: 200, type: "application/json", body: isEmpty ? "" : JSON.stringify(given) };
  }
}

function contents(body: string, contentType: string): { readonly type: string; readonly payload: unknown } {
  if (contentType.startsWith("application/json")) return { type: "events_api", payload: JSON.parse(body) };
  const fields = new URLSearchParams(body);
  const payload = fields.get("payload");
  return payload === null
    ? { type: "slash_commands", payload: Object.fromEntries(fields) }
    : { type: "interactive", payload: JSON.parse(payload) };
}
