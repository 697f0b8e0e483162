import { describe, expect, test } from "vitest";
import type { Escalation } from "../../../src/model/escalation.ts";
import { escalationMessage } from "../../../src/render/slack/escalation-message.ts";
import { violations } from "../../../src/render/slack/slack-limits.ts";

const open: Escalation = {
  id: "demo-0123456789abcdef",
  version: 1,
  fingerprint: "0123456789abcdef",
  cluster: "demo",
  answer: "a1",
  ladder: "shop",
  state: "open",
  rung: 0,
  due: "2026-11-20T14:15:00.000Z",
  by: "On-call engineer",
  at: "2026-11-20T14:10:00.000Z",
  message: undefined,
  deliveries: [
    { at: "2026-11-20T14:10:01.000Z", rung: 0, target: "Slack channel C1", accepted: true, detail: "posted in Slack" },
  ],
};
const about = {
  pair: "checkout → payment",
  summary: "payment refuses checkout",
  details: { culprit: "AuthorizationPolicy shop/payment", "fix command": "kubectl patch x", basis: "traffic" },
};
const told = (escalation: Escalation, more: object = {}): string =>
  JSON.stringify(escalationMessage(escalation, { ...about, ...more }));

describe("an escalation in Slack", () => {
  test("says that nobody has taken it, what is wrong, who was told, and what can be pressed", () => {
    const message = told(open);
    for (const words of ["Escalated: checkout → payment in demo", "Nobody has acknowledged it yet", "14:15:00"])
      expect(message).toContain(words);
    expect(message).toContain("kubectl patch x");
    expect(message).toContain("posted in Slack");
    expect(message).toMatch(/mesh\.acknowledge.*mesh\.resolve/);
    expect(violations(escalationMessage(open, about))).toEqual([]);
  });

  test("mentions the group that is called, by an element of its own, and only while it is open", () => {
    expect(told(open, { group: "S1" })).toContain('"type":"usergroup","usergroup_id":"S1"');
    expect(told({ ...open, state: "acknowledged" }, { group: "S1" })).not.toContain("usergroup");
    expect(escalationMessage(open, { ...about, pair: "<!subteam^S2> → b" }).text).not.toContain("<!subteam");
  });

  test("says who has taken it, and leaves only the end to be pressed", () => {
    const taken = told({ ...open, state: "acknowledged", acknowledgedBy: "Developer", acknowledgedAt: open.at });
    expect(taken).toContain("Acknowledged by Developer");
    expect(taken).not.toContain("mesh.acknowledge");
  });

  test("says who has ended it, and leaves nothing to be pressed", () => {
    const over = told({ ...open, state: "resolved", resolvedBy: "Developer", resolvedAt: open.at });
    expect(over).toContain("Resolved by Developer");
    expect(over).not.toContain('"action_id"');
  });
});
