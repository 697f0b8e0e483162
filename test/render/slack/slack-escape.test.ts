import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  clipped,
  mrkdwnCode,
  mrkdwnEscape,
  slackEntities,
  slackLength,
} from "../../../src/render/slack/slack-escape.ts";
import { runs } from "../../support/runs.ts";

describe("slackEntities()", () => {
  test.each([
    ["a & b", "a &amp; b"],
    ["<!channel>", "&lt;!channel&gt;"],
    ["&lt;", "&amp;lt;"],
    [`"quoted" 'too' *b*`, `"quoted" 'too' *b*`],
  ])("turns %s into %s", (text, escaped) => {
    expect(slackEntities(text)).toBe(escaped);
  });

  test("can be undone: nothing else is changed", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const back = slackEntities(text).replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
        expect(back).toBe(text);
      }),
      runs(200),
    );
  });
});

describe("mrkdwnEscape()", () => {
  test.each([
    ["<@U1>", "&lt;@U1&gt;"],
    ["<http://evil.example|safe>", "&lt;http[:]//evil.example|safe&gt;"],
    ["www.evil.example", "[www].evil.example"],
    ["*b* ~s~ `c`", "∗b∗ ∼s∼ ˋcˋ"],
    ["_i_", "ˍiˍ"],
    ["rbac_access_denied_matched_policy[none]", "rbac_access_denied_matched_policy[none]"],
    [":tada: payment:8080 14:02:51", "∶tada: payment:8080 14:02:51"],
    ["one\ntwo\u202e\u200b", "one\\ntwo\\u202e\\u200b"],
  ])("turns %j into %j", (text, escaped) => {
    expect(mrkdwnEscape(text)).toBe(escaped);
  });
});

describe("mrkdwnCode()", () => {
  test("keeps lines to be copied, apart from what Slack needs escaped", () => {
    expect(mrkdwnCode(["kubectl x -p '<a & b>'"])).toBe("```\nkubectl x -p '&lt;a &amp; b&gt;'\n```");
  });

  test("holds nothing that a backtick could end", () => {
    expect(mrkdwnCode(["echo `id`"])).toBeUndefined();
  });
});

describe("clipped()", () => {
  test("leaves what fits, counted as Slack counts", () => {
    expect(clipped("short", 5)).toBe("short");
    expect(clipped("&".repeat(40), 200)).toBe("&".repeat(40));
    expect(clipped("&".repeat(41), 200)).toBe(`${"&".repeat(34)}… (7 more characters)`);
  });

  test("is never longer than asked, splits no character or entity, and says how much is left out", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), fc.integer({ min: 40, max: 200 }), (text, most) => {
        const cut = clipped(text, most);
        expect(slackLength(cut)).toBeLessThanOrEqual(most);
        expect(slackEntities(cut)).not.toMatch(/&(?!amp;|lt;|gt;)/);
        if (cut === text) return;
        const [, kept = "", left] = /^(.*)… \((\d+) more characters\)$/s.exec(cut) ?? [];
        expect(text.startsWith(kept)).toBe(true);
        expect(text.slice(kept.length)).toHaveLength(Number(left));
        expect(kept.isWellFormed()).toBe(text.isWellFormed() || kept.isWellFormed());
      }),
      runs(300),
    );
  });
});
