import { z } from "zod";
import type { Delivery } from "../model/escalation.ts";
import type { Page } from "../render/pager-page.ts";
import { safe } from "../render/safe.ts";
import { cutText } from "./cut-text.ts";
import { type PagerDutyEvent, pagerDutyEvent } from "./pagerduty-event.ts";
import { readSome } from "./read-some.ts";
import { retryAfter } from "./retry-after.ts";

/** How PagerDuty is reached. Times are in milliseconds. */
export interface PagerDutyOptions {
  readonly routingKey: string;
  readonly region?: "us" | "eu";
  /** Instead of the region's. */
  readonly endpoint?: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** For one try. */
  readonly timeoutMs: number;
  /** For all tries and the waiting between them. */
  readonly budgetMs: number;
  /** Tries after the first. */
  readonly retries: number;
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** What became of an event, in words: `PagerDuty accepted it at 14:02:11Z`. The routing key is in none of them. */
export type PagerDutyReceipt = Pick<Delivery, "at" | "accepted" | "detail">;

/** Alerts in PagerDuty. Nothing here throws: whoever pages must go on to the next rung. */
export interface PagerDuty {
  /** Opens an alert, or adds to the one of this key. */
  trigger(dedupKey: string, page: Page): Promise<PagerDutyReceipt>;
  acknowledge(dedupKey: string): Promise<PagerDutyReceipt>;
  resolve(dedupKey: string): Promise<PagerDutyReceipt>;
}

const endpoints = {
  us: "https://events.pagerduty.com/v2/enqueue",
  eu: "https://events.eu.pagerduty.com/v2/enqueue",
} as const;

const firstWait = 250;
const mostRead = 16_384;
const mostQuoted = 300;

/** What one try came to. */
type Try =
  | { readonly state: "accepted" }
  | { readonly state: "refused"; readonly why: string }
  | { readonly state: "failed"; readonly why: string; readonly waitMs?: number };

/**
 * PagerDuty's Events API v2. What is not accepted for a passing reason (429, 5xx, no answer) is tried again while there
 * is time, as late as PagerDuty asks for; the key of the alert makes that harmless. What is wrong (400) is not.
 */
export function pagerDuty(options: PagerDutyOptions): PagerDuty {
  const { routingKey, region = "us", endpoint = endpoints[region], timeoutMs, budgetMs, retries, now, wait } = options;
  const key = routingKey.trim();
  return {
    trigger: (dedupKey, page) => send({ action: "trigger", dedupKey, page, at: new Date(now()).toISOString() }),
    acknowledge: (dedupKey) => send({ action: "acknowledge", dedupKey }),
    resolve: (dedupKey) => send({ action: "resolve", dedupKey }),
  };

  async function send(event: PagerDutyEvent): Promise<PagerDutyReceipt> {
    if (key === "") return receipt(false, "PagerDuty was not asked: its routing key is empty");
    const body = pagerDutyEvent(event, key);
    const deadline = now() + budgetMs;
    for (let tries = 1; ; tries += 1) {
      const result = await once(body, Math.min(timeoutMs, deadline - now()));
      if (result.state === "accepted") return receipt(true, `PagerDuty accepted it at ${clock()}${after(tries)}`);
      if (result.state === "refused") return receipt(false, `PagerDuty refused it: ${result.why}`);
      const pause = Math.max(result.waitMs ?? 0, firstWait * 2 ** (tries - 1));
      if (tries > retries) return receipt(false, `PagerDuty did not accept it: ${result.why}${after(tries)}`);
      if (now() + pause >= deadline)
        return receipt(false, `PagerDuty did not accept it: ${result.why}; ${late(result)}`);
      await wait(pause);
    }
  }

  async function once(body: string, timeout: number): Promise<Try> {
    try {
      const response = await options.fetch(endpoint, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        // A redirect would carry the key to whoever is named there.
        redirect: "manual",
        signal: AbortSignal.timeout(Math.max(1, timeout)),
      });
      return await judged(response);
    } catch (error) {
      return { state: "failed", why: reason(error, timeout) };
    }
  }

  async function judged(response: Response): Promise<Try> {
    const { status } = response;
    if (status === 202) {
      await response.body?.cancel().catch(() => undefined);
      return { state: "accepted" };
    }
    // The status decides, whatever becomes of the words.
    const said = quoted(await readSome(response, mostRead).catch(() => ""));
    const why = said === "" ? `status ${status}` : `status ${status}, ${said}`;
    if (status !== 429 && status !== 408 && status < 500) return { state: "refused", why };
    const waitMs = retryAfter(response.headers.get("retry-after"), now());
    return { state: "failed", why, ...(waitMs === undefined ? {} : { waitMs }) };
  }

  /** What PagerDuty says, as one line that holds no secret. */
  function quoted(text: string): string {
    return cutText(withoutKey(safe(messageIn(text)).trim()), mostQuoted);
  }

  function reason(error: unknown, timeout: number): string {
    if (!(error instanceof Error)) return "no answer";
    if (error.name === "TimeoutError") return `no answer within ${Math.max(1, timeout)} ms`;
    const cause = error.cause instanceof Error ? error.cause : error;
    const code = "code" in cause && typeof cause.code === "string" ? `${cause.code}: ` : "";
    return cutText(withoutKey(`no answer (${code}${safe(cause.message)})`), mostQuoted);
  }

  function withoutKey(text: string): string {
    return text.replaceAll(key, "[routing key]");
  }

  function receipt(accepted: boolean, detail: string): PagerDutyReceipt {
    return { at: new Date(now()).toISOString(), accepted, detail };
  }

  function clock(): string {
    return `${new Date(now()).toISOString().slice(11, 19)}Z`;
  }
}

function late({ waitMs }: { readonly waitMs?: number }): string {
  return waitMs === undefined
    ? "there was no time for another try"
    : `it asked to wait ${Math.ceil(waitMs / 1000)} s, and there was no time for that`;
}

function after(tries: number): string {
  return tries === 1 ? "" : ` (${tries} tries)`;
}

/** Source: the error object of the Events API v2. */
const answer = z.object({ message: z.string(), errors: z.array(z.string()).default([]) });

/** The sentences of PagerDuty's own answer, or the text as it is where something else answered. */
function messageIn(text: string): string {
  try {
    const { success, data } = answer.safeParse(JSON.parse(text));
    return success ? [data.message, ...data.errors].join("; ") : text;
  } catch {
    return text;
  }
}
