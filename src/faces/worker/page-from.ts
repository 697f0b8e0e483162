import type { AnswerRecord } from "../../model/store.ts";
import { isRecord } from "./is-record.ts";
import type { Paged } from "./pager.ts";

/** What a paging service is told of an answer; where that was not kept, what is known all the same. */
export function pageFrom({ parts, pair, cluster, summary, verdict, fingerprint }: AnswerRecord): Paged {
  try {
    const paged: unknown = JSON.parse(parts.page);
    // Only why() writes these, and what it writes is paged.
    if (isRecord(paged) && isRecord(paged.page) && typeof paged.key === "string") return paged as unknown as Paged;
  } catch {
    // Told below.
  }
  return {
    key: `mesh/${cluster}/${fingerprint}`,
    page: {
      summary: `${pair} is ${verdict} in ${cluster}: ${summary}`,
      severity: verdict === "broken" ? "critical" : "warning",
      source: cluster,
      component: pair,
      details: {},
      links: [],
    },
  };
}
