import type { Target } from "../../model/config.ts";
import { pagerDuty } from "../../notify/pagerduty.ts";
import type { Page } from "../../render/page.ts";

type PagerDutyTarget = Extract<Target, { readonly kind: "pagerduty" }>;
export type PageEvent = "trigger" | "acknowledge" | "resolve";

/** Calls people by a paging service. */
export interface Pager {
  tell(
    target: PagerDutyTarget,
    event: PageEvent,
    page: Page,
  ): Promise<{ readonly accepted: boolean; readonly detail: string }>;
}
