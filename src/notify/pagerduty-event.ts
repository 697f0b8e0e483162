import { compare } from "../model/compare.ts";
import type { Page } from "../render/pager-page.ts";
import { cutText } from "./cut-text.ts";

/** What happens to an alert. Source: PagerDuty's Events API v2. */
export type PagerDutyEvent =
  | { readonly action: "trigger"; readonly dedupKey: string; readonly page: Page; readonly at: string }
  | { readonly action: "acknowledge" | "resolve"; readonly dedupKey: string };

/** Limits of the Events API v2. */
const mostSummary = 1024;
const mostBytes = 512_000;

/** The request's body. What is too big for it is left out and said, the biggest details first. */
export function pagerDutyEvent(event: PagerDutyEvent, routingKey: string): string {
  const head = { routing_key: routingKey, event_action: event.action, dedup_key: event.dedupKey };
  if (event.action !== "trigger") return JSON.stringify(head);
  const { page, at } = event;
  const body = (details: Page["details"]): string =>
    JSON.stringify({
      ...head,
      client: "meshwhy",
      ...(page.links[0] === undefined ? {} : { client_url: page.links[0].href }),
      links: page.links,
      payload: {
        summary: cutText(page.summary, mostSummary),
        source: page.source,
        severity: page.severity,
        timestamp: at,
        component: page.component,
        group: page.source,
        ...(page.details.check === undefined ? {} : { class: page.details.check }),
        custom_details: details,
      },
    });
  return fitting(sorted(page.details), body);
}

function fitting(details: Page["details"], body: (details: Page["details"]) => string): string {
  const whole = body(details);
  let excess = Buffer.byteLength(whole) - mostBytes;
  if (excess <= 0) return whole;
  const kept: Record<string, string> = { ...details };
  for (const { name, size } of biggestFirst(details)) {
    const notice = `left out: too big for a page (${Buffer.byteLength(details[name] ?? "")} bytes)`;
    kept[name] = notice;
    excess -= size - sizeOf(notice);
    if (excess <= 0) return body(kept);
  }
  return body({ details: "left out: too many for a page" });
}

function sorted(details: Page["details"]): Page["details"] {
  return Object.fromEntries(Object.entries(details).sort(([a], [b]) => compare(a, b)));
}

function biggestFirst(details: Page["details"]): readonly { readonly name: string; readonly size: number }[] {
  const sizes = Object.entries(details).map(([name, text]) => ({ name, size: sizeOf(text) }));
  return sizes.sort((a, b) => b.size - a.size);
}

/** In bytes of JSON. */
function sizeOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}
