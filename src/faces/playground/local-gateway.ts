import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { GatewayEvent, GatewayResult } from "../lambda/gateway-event.ts";
import { keptOpen } from "./kept-open.ts";

/** A running stand-in for API Gateway. */
export interface LocalGateway {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Plays API Gateway's HTTP API on loopback: each request becomes an event of payload format 2.0, forms in base64 as AWS
 * sends them, and what the function returns becomes the response.
 */
export async function startLocalGateway(
  handler: (event: GatewayEvent) => Promise<GatewayResult>,
  port = 0,
): Promise<LocalGateway> {
  const server = createServer(keptOpen, (request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
    const body = Buffer.concat(chunks);
    const isText = (request.headers["content-type"] ?? "").startsWith("application/json");
    try {
      const {
        statusCode,
        headers,
        body: told,
      } = await handler({
        headers: Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [
            name,
            Array.isArray(value) ? value.join(",") : value,
          ]),
        ),
        body: isText ? body.toString("utf8") : body.toString("base64"),
        isBase64Encoded: !isText,
        requestContext: { http: { method: request.method ?? "GET" } },
      });
      response.writeHead(statusCode, headers).end(told);
    } catch {
      response.writeHead(500, { "content-type": "application/json" }).end('{"message":"Internal Server Error"}');
    }
  };
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
