import { describe, expect, test } from "vitest";
import { provisional } from "../../../src/faces/slack/provisional.ts";
import type { Config } from "../../../src/model/config.ts";
import type { Order } from "../../../src/model/job.ts";

const by = { team: "T1", user: "U1", channel: "C1" };
/** One rule, which holds in one cluster and one namespace only. */
const config = {
  policy: {
    rules: [
      { name: "shop", channels: ["C1"], verbs: ["why", "mute", "escalate"], clusters: ["demo"], namespaces: ["shop"] },
    ],
    directMessages: false,
    guests: false,
    foreignWorkspaces: false,
  },
} as unknown as Config;
const why = (cluster: string): Order => ({ verb: "why", cluster, question: { from: "a", to: "b", headers: [] } });

describe("what is said at once", () => {
  test.each<[string, Order, boolean]>([
    ["a question, whose namespaces are not known yet", why("demo"), true],
    ["a question about another cluster", why("prod"), false],
    [
      "a question whose callee is in another cluster",
      { verb: "why", cluster: "demo", question: { from: "a", to: "b", toCluster: "prod", headers: [] } },
      false,
    ],
    ["a button, whose answer is not known here", { verb: "recheck", answer: "a1" }, true],
    [
      "a mute, whose answer is not known here",
      { verb: "mute", answer: "a1", reason: "x", until: "2026-01-01T00:00:00Z" },
      true,
    ],
    ["an acknowledgement", { verb: "acknowledge", escalation: "e1" }, true],
    ["a verb that no rule allows", { verb: "digest", digest: "", scheduled: false }, false],
    ["what tells nothing of a mesh", { verb: "help" }, true],
  ])("%s", (_, order, allowed) => {
    expect(provisional(config, order, by).allowed).toBe(allowed);
  });

  test("nothing in another channel", () => {
    expect(provisional(config, why("demo"), { ...by, channel: "C2" }).allowed).toBe(false);
  });
});
