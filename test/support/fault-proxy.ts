/** Stands between the functions and one of AWS's services, keeps what passes, and fails where it is told to. */
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that came by. */
export interface Passed {
  /** DynamoDB's operation, `PutItem`; of other services the path. */
  readonly what: string;
  readonly body: string;
}

export interface FaultProxy {
  readonly url: string;
  readonly passed: readonly Passed[];
  /** Where requests go on to. */
  to(url: string): void;
  /** Refuses the next requests that fit, as AWS refuses what is not worth trying again. */
  refuse(fits: (passed: Passed) => boolean, times: number): void;
  mend(): void;
  stop(): Promise<void>;
}

export async function faultProxy(): Promise<FaultProxy> {
  let target = "";
  let refusals: { readonly fits: (passed: Passed) => boolean; left: number }[] = [];
  const passed: Passed[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const one = { what: whatOf(request), body: body.toString("utf8") };
      passed.push(one);
      const refusal = refusals.find(({ fits, left }) => left > 0 && fits(one));
      if (refusal === undefined) pass(target, request, body, response);
      else {
        refusal.left -= 1;
        response.writeHead(400, { "content-type": "application/x-amz-json-1.0", "x-amzn-errortype": "AccessDenied" });
        response.end(JSON.stringify({ __type: "AccessDeniedException", message: "refused on order" }));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    to: (url) => {
      target = url;
    },
    refuse: (fits, times) => {
      refusals = [...refusals, { fits, left: times }];
    },
    mend: () => {
      refusals = [];
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function whatOf({ headers, url = "" }: IncomingMessage): string {
  const operation = headers["x-amz-target"];
  return typeof operation === "string" ? (operation.split(".")[1] ?? "") : url;
}

function pass(target: string, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const on = forward(
    new URL(request.url ?? "/", target),
    { method: request.method ?? "POST", headers: { ...request.headers, host: new URL(target).host } },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  on.on("error", () => response.destroy());
  on.end(body);
}
