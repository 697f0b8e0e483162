/** A web server on loopback that answers as it is told, one answer after the other; the last one is repeated. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What was sent to it. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export type Answer = (response: ServerResponse) => void;

export interface MisbehavingServer {
  readonly url: string;
  readonly received: readonly Received[];
  /** From now on; what was received before is forgotten. */
  will(...answers: readonly [Answer, ...Answer[]]): void;
  stop(): Promise<void>;
}

export async function misbehavingServer(): Promise<MisbehavingServer> {
  let received: Received[] = [];
  let answers: readonly Answer[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const answer = answers[Math.min(received.length, answers.length - 1)];
      received.push({ method, url, headers, body: Buffer.concat(pieces).toString("utf8") });
      answer?.(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get received() {
      return received;
    },
    will(...given) {
      received = [];
      answers = given;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers properly. */
export function replies(status: number, body: unknown = "", headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
}

/** Says nothing at all. */
export const hangs: Answer = () => undefined;

/** Says a status and then nothing more. */
export function hangsAfter(status: number): Answer {
  return (response) => {
    response.writeHead(status);
    response.write("{");
  };
}

/** Breaks the connection. */
export const breaks: Answer = (response) => response.socket?.destroy();

/** Sends what is no HTTP. */
export const babbles: Answer = (response) => response.socket?.end("\u0000\u0001 hello, this is no HTTP\r\n\r\n");

/** Sends without end. */
export function floods(status: number): Answer {
  return (response) => {
    response.writeHead(status);
    const more = (): void => {
      while (!response.destroyed && response.write("x".repeat(65_536)));
    };
    response.on("drain", more);
    more();
  };
}
