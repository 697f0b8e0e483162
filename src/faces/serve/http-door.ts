import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { MeshError } from "../../model/mesh-error.ts";
import { bare, type HttpRequest, type HttpResponse } from "../slack/http.ts";

/** Where a server listens, and what it answers with. */
export interface HttpDoorOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** `POST /slack/events`; absent: there is no such path. */
  readonly slack: ((request: HttpRequest) => Promise<HttpResponse>) | undefined;
  /** `GET /healthz`: whether work can be taken, and a word for people. */
  health(): { readonly isWell: boolean; readonly state: string };
}

/** A server that listens. */
export interface HttpDoor {
  readonly url: string;
  close(): Promise<void>;
}

/** What Slack sends is far smaller; one byte more is read, so that the front sees that it is too much. */
const mostBytes = (1 << 20) + 1;
const slowest = 10_000;
/** Longer than load balancers keep a connection, so that it is theirs to close. */
const kept = 75_000;

/**
 * Listens for Slack and for whoever watches over the server.
 * @throws MeshError UNAVAILABLE where it cannot listen there
 */
export async function startHttpDoor(options: HttpDoorOptions): Promise<HttpDoor> {
  const server = createServer(
    { headersTimeout: slowest, requestTimeout: slowest, keepAliveTimeout: kept },
    (request, response) => {
      answer(request, options)
        .catch(() => bare(500))
        .then((answered) => send(request, response, answered))
        .catch(() => response.destroy());
    },
  );
  const { host, port } = options;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(unavailable(host, port, error.code)));
    server.listen(port, host, resolve);
  });
  const { port: given } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${given}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 1000).unref();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, { slack, health }: HttpDoorOptions): Promise<HttpResponse> {
  const path = (request.url ?? "/").split("?", 1)[0];
  if (path === "/healthz") {
    const { isWell, state } = health();
    return {
      status: isWell ? 200 : 503,
      headers: { "content-type": "text/plain", "cache-control": "no-store" },
      body: `${state}\n`,
    };
  }
  if (path !== "/slack/events" || slack === undefined) return bare(404);
  const body = await bodyOf(request);
  return slack({ method: request.method ?? "GET", headers: headersOf(request), body });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Left open, so that what is too much can still be answered.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size >= mostBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, mostBytes);
}

function headersOf({ headers }: IncomingMessage): HttpRequest["headers"] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : value]),
  );
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: HttpResponse): void {
  // The rest of a body that was not read must not be taken for the next request.
  const isRead = request.complete || request.headers["content-length"] === undefined;
  response.writeHead(status, {
    ...headers,
    "content-length": Buffer.byteLength(body),
    ...(isRead ? {} : { connection: "close" }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

function unavailable(host: string, port: number, code: string | undefined): MeshError {
  const [state, next] =
    code === "EADDRINUSE"
      ? ["another program listens there", "Choose another port with --port N, or end that program."]
      : code === "EACCES"
        ? ["this user may not", "Choose a port above 1023 with --port N."]
        : [`${code ?? "no reason"}`, "Give an address of this machine with --host H."];
  return new MeshError("UNAVAILABLE", `Cannot listen on "${host}:${port}": ${state}`, next);
}
