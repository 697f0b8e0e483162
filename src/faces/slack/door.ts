import { bare, type HttpRequest, type HttpResponse, json } from "./http.ts";
import { isComplete } from "./is-complete.ts";
import { readBody, type SlackBody } from "./read-body.ts";
import { isTimely, type Signed, verifySignature } from "./verify-signature.ts";

/** What the door needs of the house. */
export interface DoorOptions {
  /**
   * The signing secrets that are good now; two while one is being replaced. `maxAgeSeconds` asks for a newer reading
   * than the usual one.
   */
  signingSecrets(maxAgeSeconds?: number): Promise<readonly string[]>;
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
  if (!(await isSigned(signed, options))) return bare(401);
  const read = readBody(headers["content-type"], body);
  if (read === undefined) return bare(400);
  if (read.ssl_check !== undefined) return bare(200);
  if (read.type === "url_verification") return json(200, { challenge: String(read.challenge ?? "") });
  if (!isComplete(read)) return bare(400);
  const retryNum = Number(headers["x-slack-retry-num"]);
  return options.handle({
    body: read,
    retryNum: Number.isInteger(retryNum) && retryNum > 0 ? retryNum : undefined,
    retryReason: headers["x-slack-retry-reason"],
  });
}

/** How old the secrets may be that a signature does not fit, in seconds: garbage must not cost a reading each. */
const fresh = 10;

/** A signature that does not fit may be made with a secret that has just been replaced: they are read once more. */
async function isSigned(signed: Signed, { signingSecrets, now }: DoorOptions): Promise<boolean> {
  const seconds = Math.floor(now() / 1000);
  const known = await signingSecrets();
  if (verifySignature(signed, known, seconds)) return true;
  if (!isTimely(signed, seconds)) return false;
  const newer = await signingSecrets(fresh);
  return newer.some((secret) => !known.includes(secret)) && verifySignature(signed, newer, seconds);
}
