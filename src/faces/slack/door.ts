import { bare, type HttpRequest, type HttpResponse, json } from "./http.ts";
import { readBody, type SlackBody } from "./read-body.ts";
import { verifySignature } from "./verify-signature.ts";

/** What the door needs of the house. */
export interface DoorOptions {
  /** The signing secrets that are good now; two while one is being replaced. */
  signingSecrets(): Promise<readonly string[]>;
  /** What Bolt makes of a request that is surely Slack's. */
  handle(delivery: Delivery): Promise<HttpResponse>;
  /** Told of what went wrong inside; never with the request itself. */
  onError(error: unknown): void;
  now(): number;
}

/** One request of Slack's, verified and read. */
export interface Delivery {
  readonly body: SlackBody;
  readonly retryNum: number | undefined;
  readonly retryReason: string | undefined;
}

/** Slack's own requests are far smaller. */
const mostBytes = 1 << 20;

/**
 * The one way in for Slack: nothing of a request is read before its bytes are known to be Slack's, and whatever comes
 * gets an answer.
 */
export function door(options: DoorOptions): (request: HttpRequest) => Promise<HttpResponse> {
  return async (request) => {
    try {
      return await admit(request, options);
    } catch (error) {
      options.onError(error);
      return bare(500);
    }
  };
}

async function admit({ method, headers, body }: HttpRequest, options: DoorOptions): Promise<HttpResponse> {
  if (method !== "POST") return { ...bare(405), headers: { allow: "POST" } };
  if (body.byteLength > mostBytes) return bare(413);
  const signed = {
    signature: headers["x-slack-signature"],
    timestamp: headers["x-slack-request-timestamp"],
    body,
  };
  if (!verifySignature(signed, await options.signingSecrets(), Math.floor(options.now() / 1000))) return bare(401);
  const read = readBody(headers["content-type"], body);
  if (read === undefined) return bare(400);
  if (read.ssl_check !== undefined) return bare(200);
  if (read.type === "url_verification") return json(200, { challenge: String(read.challenge ?? "") });
  const retryNum = Number(headers["x-slack-retry-num"]);
  return options.handle({
    body: read,
    retryNum: Number.isInteger(retryNum) && retryNum > 0 ? retryNum : undefined,
    retryReason: headers["x-slack-retry-reason"],
  });
}
