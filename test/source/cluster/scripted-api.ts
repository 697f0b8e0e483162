/** An HTTPS server on loopback that answers as it is told, and an API client that asks it. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Access, Connection } from "../../../src/source/cluster/connection.ts";
import type { KubeApi } from "../../../src/source/cluster/kube-api.ts";
import { openKubeApi } from "../../../src/source/cluster/open-kube-api.ts";
import type { TransportLimits } from "../../../src/source/cluster/transport-options.ts";
import { type TestCertificate, testCertificate, validity } from "../../support/kube/test-certificate.ts";

/** Answers one request; `nth` counts from 1. */
export type Script = (request: IncomingMessage, response: ServerResponse, nth: number) => void;

export interface ScriptedApi {
  readonly url: string;
  readonly ca: string;
  /** `GET /path?query`, in order. */
  readonly requests: string[];
  readonly headers: IncomingMessage["headers"][];
  /** Connections that were opened so far. */
  readonly opened: number;
  /** Connections that are open now. */
  readonly open: number;
  will(script: Script): void;
  stop(): Promise<void>;
}

export async function scriptedApi(
  certificate: TestCertificate = testCertificate({
    subject: "meshwhy test",
    names: ["127.0.0.1", "localhost"],
    ...validity(false),
  }),
): Promise<ScriptedApi> {
  const requests: string[] = [];
  const headers: IncomingMessage["headers"][] = [];
  const sockets = new Set<Socket>();
  let opened = 0;
  let script: Script = (_, response) => json(response, {});
  const server = createServer(certificate, (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    headers.push(request.headers);
    script(request, response, requests.length);
  });
  server.on("secureConnection", (socket: Socket) => {
    opened += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca: certificate.cert,
    requests,
    headers,
    get opened() {
      return opened;
    },
    get open() {
      return sockets.size;
    },
    will(next) {
      script = next;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with JSON. */
export function json(response: ServerResponse, value: unknown, status = 200, more: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...more }).end(JSON.stringify(value));
}

/** Answers with a `Status`. */
export function status(
  response: ServerResponse,
  code: number,
  message: string,
  more: Record<string, string> = {},
): void {
  json(response, { kind: "Status", apiVersion: "v1", status: "Failure", code, message }, code, more);
}

/** A connection with a token. */
export function connectionTo(server: string, access: Partial<Access> & { readonly ca?: string } = {}): Connection {
  const held: Access = {
    headers: access.headers ?? { authorization: "Bearer canary-token-of-the-test" },
    tls: access.tls ?? (access.ca === undefined ? {} : { ca: access.ca }),
  };
  return { name: "test", server, namespace: undefined, proxy: undefined, access: () => Promise.resolve(held) };
}

/** A client with short waits; what it waited is noted. */
export function clientOf(
  connection: Connection,
  limits: Partial<TransportLimits> = {},
  waited: number[] = [],
): KubeApi {
  return openKubeApi(connection, {
    version: "1.2.3",
    now: () => Date.parse("2026-11-20T14:00:00Z"),
    random: () => 0.5,
    sleep: async (ms, signal) => {
      waited.push(ms);
      await wait(Math.min(ms, 400), undefined, { signal });
    },
    limits: { firstWaitMs: 4, ...limits },
  });
}
