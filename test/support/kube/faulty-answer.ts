/** The answers that faults make, where the fault is in the answer and not in how it is sent. */
import type { Fault } from "./faults.ts";
import { json, type KubeAnswer, text } from "./kube-answer.ts";
import { expired, forbidden, statusAnswer, tooManyRequests, unauthorized } from "./kube-status.ts";
import type { RequestInfo } from "./request-info.ts";

const proxyPage =
  "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Your network wants you to sign in</h1></body></html>\n";

/** @returns `undefined` where the proper answer is still to be made */
export function faultyAnswer(fault: Fault, user: string, info: RequestInfo): KubeAnswer | undefined {
  switch (fault.is) {
    case "too-many":
      return tooManyRequests(fault.retryAfterSeconds);
    case "status":
      return statusAnswer(
        fault.code,
        reasons[fault.code] ?? "",
        fault.message ?? "an error on the server has prevented the request from succeeding",
        {},
        fault.retryAfterSeconds === undefined ? undefined : { "retry-after": String(fault.retryAfterSeconds) },
      );
    case "unauthorized":
      return unauthorized;
    case "forbidden":
      return forbidden(user, info);
    case "not-served":
      return text(404, "404 page not found\n");
    case "expired":
      return expired("");
    case "garbage":
      return text(fault.code ?? 200, proxyPage, "text/html");
    case "slow":
    case "hang":
    case "hang-mid-body":
    case "reset":
    case "reset-mid-body":
    case "truncated":
    case "content-type":
    case "huge":
    case "drip":
    case "flood":
      return undefined;
  }
}

const reasons: Readonly<Record<number, string>> = {
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

/** The same with an annotation that is far too long on the first object. */
export function withHugeObject(answer: KubeAnswer, bytes: number): KubeAnswer {
  const whole = JSON.parse(
    Buffer.concat([...answer.body].map((piece) => Buffer.from(piece))).toString("utf8"),
  ) as Item & {
    readonly items?: readonly Item[];
  };
  if (whole.items === undefined) return json(answer.status, padded(whole, bytes));
  return json(answer.status, {
    ...whole,
    items: whole.items.map((item, index) => (index === 0 ? padded(item, bytes) : item)),
  });
}

interface Item {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
}

function padded(item: Item, bytes: number): Item {
  const annotations = { ...item.metadata?.annotations, "example.com/huge": "x".repeat(bytes) };
  return { ...item, metadata: { ...item.metadata, annotations } };
}
