import { describe, expect, test } from "vitest";
import { looksSecret } from "../../src/config/looks-secret.ts";
import { shown } from "../../src/config/shown.ts";

describe("what looks like a key is not shown", () => {
  test.each([
    "e93facc04764012d7bfb002500d5d1a6",
    "R0123456789ABCDEFGHIJKLMNOPQRSTU",
    "u+abcDEFghiJKLmnoPQR",
    "xoxb-123",
    "xapp-1-A",
    "AKIAIOSFODNN7EXAMPLE",
    "ghp_abc",
    "eyJhbGciOiJIUzI1NiJ9.e30.x",
    "/meshwhy/e93facc04764012d7bfb002500d5d1a6",
    "https://events.pagerduty.com/integration/e93facc04764012d7bfb002500d5d1a6/enqueue",
  ])("%s", (text) => {
    expect(looksSecret(text)).toBe(true);
    expect(shown(text)).toBe("what stands here");
  });
});

describe("what is a name is shown", () => {
  test.each([
    "meshwhy/pagerduty-routing-key",
    "pagerdutyroutingkeyofpayments",
    "C0123456789",
    "prod-eu-1",
    "cron(0 7 ? * MON-FRI *)",
    "America/Argentina/Buenos_Aires",
    "snapshots/2026-11-20T14-00-00Z",
    "12345678901234567890",
  ])("%s", (text) => {
    expect(looksSecret(text)).toBe(false);
    expect(shown(text)).toBe(`"${text}"`);
  });

  test("cut where it is long, and by its kind where it is no text", () => {
    expect(shown("a ".repeat(100))).toBe(`"${"a ".repeat(30)}…"`);
    expect([[], {}, null, 1, true, undefined].map(shown)).toEqual([
      "a list",
      "a map",
      "null",
      "1",
      "true",
      "undefined",
    ]);
  });
});
