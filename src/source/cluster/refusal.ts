import { plainText } from "../../kinds/plain-text.ts";
import { isRawObject } from "../../kinds/raw-object.ts";
import { reduceSecrets } from "../access-log/reduce-secrets.ts";
import type { FailedTry } from "./connection-trouble.ts";
import type { WireAnswer } from "./exchange.ts";
import { KubeTrouble, type TroubleKind } from "./kube-trouble.ts";

const kinds: Readonly<Record<number, TroubleKind>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "not-found",
  410: "gone",
  429: "overloaded",
  503: "overloaded",
};
const passing: readonly number[] = [429, 500, 502, 503, 504];
const longestMessage = 300;

/**
 * What an answer means that is no success.
 * @param secrets are taken out of what the server says, should it repeat them
 * @param now milliseconds since the epoch, for a `Retry-After` that is a date
 */
export function refusal(name: string, answer: WireAnswer, secrets: readonly string[], now: number): FailedTry {
  const { status } = answer;
  const whom = `the API server of "${name}"`;
  if (status < 400)
    return {
      trouble: new KubeTrouble("refused", `${whom} redirects elsewhere (${status}), which is not followed`, status),
      again: false,
    };
  const said = statusMessage(answer.body, secrets);
  const trouble = new KubeTrouble(
    kinds[status] ?? "refused",
    `${whom} answers ${status}${said === "" ? "" : `: ${said}`}`,
    status,
  );
  const waitMs = retryAfter(answer.headers["retry-after"], now);
  return { trouble, again: passing.includes(status), ...(waitMs === undefined ? {} : { waitMs }) };
}

/** What a `Status` says; anything else, the page of a proxy for instance, is not repeated. */
function statusMessage(body: Buffer, secrets: readonly string[]): string {
  let status: unknown;
  try {
    status = JSON.parse(body.toString("utf8"));
  } catch {
    return "";
  }
  if (!isRawObject(status) || typeof status.message !== "string") return "";
  let message = status.message;
  for (const secret of secrets) message = message.replaceAll(secret, "…");
  // What stands before the API server may quote a request or an answer.
  return plainText(reduceSecrets(message), longestMessage);
}

/** `Retry-After` is seconds or a date (RFC 9110 §10.2.3). */
function retryAfter(header: string | string[] | undefined, now: number): number | undefined {
  if (typeof header !== "string") return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
