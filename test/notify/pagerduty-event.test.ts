import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pagerDutyEvent } from "../../src/notify/pagerduty-event.ts";
import type { Page } from "../../src/render/pager-page.ts";
import { runs } from "../support/runs.ts";

const plainPage: Page = {
  summary: "prod-eu: checkout → payment is broken",
  severity: "critical",
  source: "prod-eu",
  component: "Service shop/payment",
  details: { culprit: "AuthorizationPolicy shop/payment-callers", field: "spec.rules[0]" },
  links: [],
};

function event(page: Page) {
  const text = pagerDutyEvent({ action: "trigger", dedupKey: "k", page, at: "2026-11-20T14:00:00Z" }, "key");
  return { text, ...(JSON.parse(text) as { payload: { summary: string; custom_details: Record<string, string> } }) };
}

describe("an event", () => {
  test("has a summary of at most 1024 characters, none of them broken, and says what was cut", () => {
    const { payload } = event({ ...plainPage, summary: "\u{1f600}".repeat(2000) });
    expect([...payload.summary]).toHaveLength(1024);
    expect(payload.summary).toMatch(/^\u{1f600}+… \(cut from 2000 characters\)$/u);
  });

  test("keeps a summary of 1024 characters whole", () => {
    const summary = "é".repeat(1024);
    expect(event({ ...plainPage, summary }).payload.summary).toBe(summary);
  });

  test("has its details in order", () => {
    const { payload } = event({ ...plainPage, details: { undo: "1", culprit: "2", evidence: "3" } });
    expect(Object.keys(payload.custom_details)).toEqual(["culprit", "evidence", "undo"]);
  });

  test("leaves out the biggest detail where it is too big, and says so", () => {
    const { text, payload } = event({
      ...plainPage,
      details: { ...plainPage.details, evidence: "€".repeat(300_000), fix: "short" },
    });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(512_000);
    expect(payload.custom_details).toEqual({
      ...plainPage.details,
      evidence: "left out: too big for a page (900000 bytes)",
      fix: "short",
    });
  });

  test("is never too big", () => {
    const details = fc.dictionary(
      fc.string({ maxLength: 20 }).filter((name) => name !== "__proto__"),
      fc
        .tuple(fc.string({ unit: "binary", minLength: 1 }), fc.nat({ max: 80_000 }))
        .map(([text, n]) => text.repeat(n / text.length + 1)),
      { maxKeys: 12 },
    );
    fc.assert(
      fc.property(details, fc.string({ unit: "binary" }), (drawn, summary) => {
        const { text, payload } = event({ ...plainPage, details: drawn, summary });
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(512_000);
        expect(Object.keys(payload.custom_details).length).toBe(Object.keys(drawn).length);
      }),
      runs(40),
    );
  });

  test("of thousands of details says that there are too many", () => {
    const details = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`detail ${n}`, "x".repeat(60)]));
    const { text, payload } = event({ ...plainPage, details });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(512_000);
    expect(payload.custom_details).toEqual({ details: "left out: too many for a page" });
  });
});
