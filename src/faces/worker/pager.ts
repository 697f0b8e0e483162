import type { Target } from "../../model/config.ts";
import { type PagerDutyReceipt, pagerDuty } from "../../notify/pagerduty.ts";
import type { Page } from "../../render/pager-page.ts";

type PagerDutyTarget = Extract<Target, { readonly kind: "pagerduty" }>;
export type PageEvent = "trigger" | "acknowledge" | "resolve";

/** What is paged, and by which key it is found again. */
export interface Paged {
  readonly page: Page;
  readonly key: string;
}

/** Calls people by a paging service; what it said is the result, and nothing is thrown. */
export interface Pager {
  tell(target: PagerDutyTarget, event: PageEvent, paged: Paged): Promise<PagerDutyReceipt>;
}

/** What the pager needs of the world. */
export interface PagerOptions {
  readonly fetch: typeof fetch;
  /** A routing key by the name of its secret. */
  secret(name: string): Promise<string>;
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Where PagerDuty is, if not at PagerDuty. */
  readonly url?: string;
}

/** One page may take so long: the ladder waits minutes, the worker has one. */
const timeoutMs = 3000;
const budgetMs = 12_000;

/** Pages by PagerDuty. */
export function pager({ fetch, secret, now, sleep, url }: PagerOptions): Pager {
  return {
    tell: async ({ routingKeySecret, region }, event, { page, key }) => {
      let routingKey: string;
      try {
        routingKey = await secret(routingKeySecret);
      } catch (error) {
        const detail = `PagerDuty was not asked: ${error instanceof Error ? error.message : "its key cannot be read"}`;
        return { at: new Date(now()).toISOString(), accepted: false, detail };
      }
      const duty = pagerDuty({
        routingKey,
        region,
        fetch,
        timeoutMs,
        budgetMs,
        retries: 3,
        now,
        wait: sleep,
        ...(url === undefined ? {} : { endpoint: url }),
      });
      return event === "trigger" ? duty.trigger(key, page) : duty[event](key);
    },
  };
}
