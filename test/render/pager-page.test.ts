import { describe, expect, test } from "vitest";
import { compare } from "../../src/model/compare.ts";
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import { type Page, page } from "../../src/render/pager-page.ts";
import { hostile } from "./hostile.ts";
import { broken, degraded, samples, twoFaults } from "./samples.ts";

const about = { cluster: "prod-eu", link: "https://example.slack.com/archives/C1/p1" };

function sample(name: string): Diagnosis {
  const found = samples[name];
  if (found === undefined) throw new Error(`there is no sample ${name}`);
  return found;
}

describe("a page for whoever is on call", () => {
  test.each<[string, Page["severity"], string]>([
    ["broken", "critical", "prod-eu: checkout → payment is broken: AuthorizationPolicy shop/payment-callers admits"],
    ["degraded", "error", "prod-eu: checkout → payment is degraded: 10 % of requests go to"],
    ["unknown", "warning", "prod-eu: shop/checkout → bank/payment cannot be judged: The request reaches"],
    ["healthy", "warning", "prod-eu: checkout → payment is healthy: Every POST /charge"],
  ])("of what is %s is %s", (name, severity, summary) => {
    const told = page(sample(name), about);
    expect(told.severity).toBe(severity);
    expect(told.summary.slice(0, summary.length)).toBe(summary);
  });

  test("tells culprit, field, evidence, fix and how to undo it", () => {
    const { details, source, component, links } = page(broken, about);
    expect({ source, component }).toEqual({ source: "prod-eu", component: "Service shop/payment" });
    expect(links).toEqual([{ href: about.link, text: "The diagnosis in Slack" }]);
    expect(details).toMatchObject({
      culprit: "AuthorizationPolicy shop/payment-callers",
      field: "spec.rules[0].from[0].source.principals[0]",
      "field value": expect.stringMatching(/^cluster\.local\/ns\/shop\/sa\/orders/),
      evidence: expect.stringContaining("Deployment shop/checkout spec.template.spec.serviceAccountName = checkout"),
      fix: "Add the principal of checkout to rule 0",
      "fix proven": "by simulation: delivers 100 % of POST payment.shop:8080/charge",
      "fix command": expect.stringMatching(/^kubectl patch authorizationpolicy/),
      undo: expect.stringMatching(/^kubectl patch authorizationpolicy/),
      "also hit": "shop/refunds → shop/payment",
      since: "2026-11-20 14:02:51 UTC, 10 min before this was read; last good call 2026-11-20 14:02:09 UTC",
      share: "100 % of requests",
    });
  });

  test("says where a fix belongs that a tool would revert", () => {
    const { details } = page(degraded, about);
    expect(details).toMatchObject({ "fix where": 'in the source that Argo CD application "payments" syncs' });
    expect(details).not.toHaveProperty("fix command");
  });

  test("says that the mesh is not to blame", () => {
    expect(page(sample("application"), about).details.fix).toBe(
      "not in the mesh: it delivers, and the application has to be mended",
    );
  });

  test("says what was not read, and blames nobody", () => {
    const { details } = page(sample("unknown"), about);
    expect(details["not read"]).toBe("AuthorizationPolicies in bank: forbidden");
    expect(details).not.toHaveProperty("culprit");
    expect(details).not.toHaveProperty("fix");
  });

  test("has no link where there is none, or none that a browser opens", () => {
    expect(page(broken, { cluster: "prod-eu" }).links).toEqual([]);
    expect(page(broken, { cluster: "prod-eu", link: "javascript:alert(1)" }).links).toEqual([]);
  });

  test.each(Object.entries(samples))("of %s has sorted, flat details, none of them empty", (_, diagnosis) => {
    const { details } = page(diagnosis, about);
    expect(Object.keys(details)).toEqual(Object.keys(details).toSorted(compare));
    for (const text of Object.values(details)) expect(text).toMatch(/\S/);
  });

  test.each(Object.entries(samples))("of %s hides nothing that a cluster could hide in it", (_, diagnosis) => {
    const { summary, source, component, details } = page(hostile(diagnosis), { cluster: "prod\u202e-eu" });
    const lines = [summary, source, component, ...Object.values(details).flatMap((text) => text.split("\n"))];
    for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/u);
    expect(lines.join("\n")).not.toMatch(/^# heading/m);
  });

  test("is cut where it is endless, and says so; half a command is none", () => {
    const [first] = twoFaults.findings;
    if (first?.fix === undefined) throw new Error("the sample has a fix");
    const fix = { ...first.fix, command: ["x".repeat(5000)], summary: "y".repeat(5000) };
    const { details } = page({ ...twoFaults, findings: [{ ...first, fix }] }, about);
    expect(details.fix).toMatch(/^y{4000}… \(cut from 5000 characters\)$/);
    expect(details["fix command"]).toMatch(/^too long for a page \(\d+ characters\): the diagnosis shows it$/);
  });
});
