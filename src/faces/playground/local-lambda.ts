import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { keptOpen } from "./kept-open.ts";

/** A function's code, as Lambda calls it. */
export type LocalFunction = (event: unknown, context: object) => Promise<unknown>;

/** What plays AWS Lambda on this machine. */
export interface LocalLambdaOptions {
  readonly functions: Readonly<Record<string, LocalFunction>>;
  /** How long to wait before each further try of an asynchronous call that failed, in milliseconds; AWS: 60 and 120 s. */
  readonly retryAfter: readonly number[];
  /** Told of calls that failed to the last, as an on-failure destination is; `name` is the function that failed. */
  onFailure(record: unknown, name: string): Promise<void>;
  sleep(milliseconds: number): Promise<void>;
  onError(message: string): void;
}

/** A running stand-in. */
export interface LocalLambda {
  readonly url: string;
  /** Resolves when no asynchronous call is under way. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const route = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/**
 * Plays the Invoke API of AWS Lambda on loopback: `Event` calls are answered with 202 and done afterwards, tried again
 * where they fail, and handed to the on-failure destination in the end, in the form that AWS gives it.
 * Source: AWS Lambda Developer Guide, "Invoking a function asynchronously", "Capturing records of asynchronous invocations".
 */
export async function startLocalLambda(options: LocalLambdaOptions): Promise<LocalLambda> {
  const running = new Set<Promise<void>>();
  const server = createServer(keptOpen, (request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const name = decodeURIComponent(route.exec(new URL(request.url ?? "/", "http://lambda").pathname)?.[1] ?? "");
    const called = Object.hasOwn(options.functions, name) ? options.functions[name] : undefined;
    if (request.method !== "POST" || called === undefined) {
      response.writeHead(404, { "content-type": "application/json", "x-amzn-errortype": "ResourceNotFoundException" });
      response.end(JSON.stringify({ Message: `Function not found: ${name}` }));
      return;
    }
    const event: unknown = JSON.parse((await bodyOf(request)) || "null");
    if (request.headers["x-amz-invocation-type"] === "Event") {
      response.writeHead(202).end();
      const done = asynchronous(name, called, event, options)
        .catch((error: unknown) =>
          options.onError(`${name}: its failure was not told: ${payloadOf(error).errorMessage}`),
        )
        .finally(() => running.delete(done));
      running.add(done);
      return;
    }
    try {
      response.writeHead(200).end(JSON.stringify((await called(event, {})) ?? null));
    } catch (error) {
      response.writeHead(200, { "x-amz-function-error": "Unhandled" }).end(JSON.stringify(payloadOf(error)));
    }
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function asynchronous(
  name: string,
  called: LocalFunction,
  event: unknown,
  { retryAfter, sleep, onFailure, onError }: LocalLambdaOptions,
): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await called(event, {});
      return;
    } catch (error) {
      const wait = retryAfter[attempt];
      onError(`${name} failed (attempt ${attempt + 1}): ${payloadOf(error).errorMessage}`);
      if (wait === undefined) {
        const record = {
          version: "1.0",
          requestContext: { functionArn: name, condition: "RetriesExhausted", approximateInvokeCount: attempt + 1 },
          requestPayload: event,
          responseContext: { statusCode: 200, functionError: "Unhandled" },
          responsePayload: payloadOf(error),
        };
        await onFailure(record, name);
        return;
      }
      await sleep(wait);
    }
  }
}

function payloadOf(error: unknown): { readonly errorType: string; readonly errorMessage: string } {
  return error instanceof Error
    ? { errorType: error.name, errorMessage: error.message }
    : { errorType: "Error", errorMessage: String(error) };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8");
}
