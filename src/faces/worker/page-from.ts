import type { AnswerRecord } from "../../model/store.ts";
import type { Page } from "../../render/page.ts";
import { isRecord } from "./is-record.ts";

/** What a paging service is told of an answer; where that was not kept, what is known all the same. */
export function pageFrom({ parts, pair, cluster, summary, verdict }: AnswerRecord): Page {
  try {
    const page: unknown = JSON.parse(parts.page);
    // Only why() writes these, and what it writes is a page.
    if (isRecord(page) && typeof page.summary === "string") return page as unknown as Page;
  } catch {
    // Told below.
  }
  return {
    summary: `${pair} is ${verdict} in ${cluster}: ${summary}`,
    severity: verdict === "broken" ? "critical" : "warning",
    source: cluster,
    component: pair,
    details: {},
    links: [],
  };
}
