/** Who may ask what: the default, each condition of a rule, and what those who are refused are told. */
import { describe, expect, test } from "vitest";
import { decide, type PolicyRequest } from "../../src/config/decide.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import type { Policy, PolicyRule } from "../../src/model/config.ts";
import { least } from "./written.ts";

const here = "C0ONCALL01";
const ask = "ask an owner of meshwhy.yaml";

/** Somebody asks in the on-call channel why a call within shop fails. */
const why: PolicyRequest = {
  verb: "why",
  cluster: "demo",
  namespaces: ["shop"],
  channel: here,
  channelKind: "channel",
  user: "U0ALICE001",
  team: "T0HOME0001",
  userTeam: "T0HOME0001",
  isGuest: false,
  isForeign: false,
  groups: [],
};

function policy(...rules: readonly PolicyRule[]): Policy {
  return { directMessages: false, guests: false, foreignWorkspaces: false, rules };
}

const all: PolicyRule = { name: "on-call", channels: [here] };

describe("a rule allows", () => {
  test.each<[title: string, rule: Partial<PolicyRule>, request: Partial<PolicyRequest>]>([
    ["a channel", {}, {}],
    ["everything, where it lists nothing else", {}, { verb: "escalate", cluster: "other", namespaces: ["a", "b"] }],
    ["a user anywhere", { channels: undefined, users: [why.user] }, { channel: "C0OTHER001" }],
    ["a member of a group", { groups: ["S0A", "S0B"] }, { groups: ["S0B", "S0C"] }],
    ["a verb", { verbs: ["who", "why"] }, {}],
    ["a cluster", { clusters: ["prod", "demo"] }, {}],
    ["a namespace", { namespaces: ["shop"] }, {}],
    ["both namespaces of a pair", { namespaces: ["shop", "payments"] }, { namespaces: ["shop", "payments"] }],
    [
      "to ask which clusters there are, whatever it is limited to",
      { clusters: ["prod"], namespaces: ["shop"] },
      { verb: "clusters", namespaces: [] },
    ],
    ["a private channel", { channels: ["G0ONCALL01"] }, { channel: "G0ONCALL01" }],
    [
      "a message among several that it names",
      { channels: ["G0ONCALL01"] },
      { channel: "G0ONCALL01", channelKind: "group" },
    ],
  ])("%s", (_title, rule, request) => {
    const only = Object.fromEntries(Object.entries({ ...all, ...rule }).filter(([, value]) => value !== undefined));
    expect(decide(policy(only as unknown as PolicyRule), { ...why, ...request })).toEqual({
      allowed: true,
      rule: "on-call",
    });
  });

  test("a question about two namespaces together with another", () => {
    const rules = [
      { ...all, name: "shop", namespaces: ["shop"] },
      { ...all, name: "payments", namespaces: ["payments"] },
    ];
    expect(decide(policy(...rules), { ...why, namespaces: ["shop", "payments", "shop"] })).toEqual({
      allowed: true,
      rule: "shop, payments",
    });
  });
});

describe("a refusal names what refused, and says what to do", () => {
  const refused: readonly (readonly [
    title: string,
    policy: Policy,
    request: Partial<PolicyRequest>,
    rule: string,
    why: string,
  ])[] = [
    [
      "another channel",
      policy(all),
      { channel: "C0OTHER001" },
      "policy.rules",
      `No rule allows you to ask here (policy.rules): ${ask} to add channel C0OTHER001 or user U0ALICE001 to a rule.`,
    ],
    [
      "another user",
      policy({ ...all, users: ["U0BOB00001"] }),
      {},
      "policy.rules",
      `No rule allows you to ask here (policy.rules): ${ask} to add channel C0ONCALL01 or user U0ALICE001 to a rule.`,
    ],
    [
      "no group known",
      policy({ ...all, channels: ["C0OTHER001"] }, { ...all, name: "sre", groups: ["S0SRE00001"] }),
      {},
      "sre",
      `Rule "sre" is for members of user groups, and your groups are not known here: ${ask} to name user U0ALICE001 in a rule, or join the group.`,
    ],
    [
      "another group",
      policy({ ...all, groups: ["S0SRE00001"] }),
      { groups: ["S0OTHER001"] },
      "on-call",
      `Rule "on-call" is for members of user groups, and you are in none of those: ${ask} to name user U0ALICE001 in a rule, or join the group.`,
    ],
    [
      "another verb",
      policy({ ...all, verbs: ["why", "health"] }),
      { verb: "mute" },
      "on-call",
      `Rule "on-call" does not allow mute: ${ask} to add mute to what the rule may.`,
    ],
    [
      "another cluster",
      policy({ ...all, clusters: ["prod"] }),
      {},
      "on-call",
      `Rule "on-call" does not cover cluster "demo": ${ask} to add it to the rule's clusters.`,
    ],
    [
      "no cluster",
      policy({ ...all, clusters: ["prod"] }),
      { cluster: undefined },
      "on-call",
      `Rule "on-call" is for some clusters only: say which one you mean, as in "in prod-eu", or ${ask} to lift that limit.`,
    ],
    [
      "another namespace",
      policy({ ...all, namespaces: ["payments"] }),
      {},
      "on-call",
      `Rule "on-call" does not cover namespace "shop": ${ask} to add it to the rule's namespaces.`,
    ],
    [
      "another namespace at one end",
      policy({ ...all, namespaces: ["shop"] }),
      { namespaces: ["shop", "payments"] },
      "on-call",
      `Rule "on-call" does not cover namespace "payments": ${ask} to add it to the rule's namespaces.`,
    ],
    [
      "no namespace",
      policy({ ...all, namespaces: ["shop"] }),
      { namespaces: [] },
      "on-call",
      `Rule "on-call" is for some namespaces only: say which you mean, as in shop/payment, or ${ask} to lift that limit.`,
    ],
    [
      "a direct message",
      policy({ name: "alice", users: [why.user] }),
      { channel: "D0ALICE001", channelKind: "dm" },
      "policy.directMessages",
      `Direct messages are not answered (policy.directMessages): ask in a channel where it is allowed, or ${ask} to turn them on.`,
    ],
    [
      "a message among several that no rule names",
      policy({ name: "alice", users: [why.user] }),
      { channel: "G0GROUP001", channelKind: "group" },
      "policy.directMessages",
      `Direct messages are not answered (policy.directMessages): ask in a channel where it is allowed, or ${ask} to turn them on.`,
    ],
    [
      "a direct message, where they are on, of whom no rule names",
      { ...policy(all), directMessages: true },
      { channel: "D0ALICE001", channelKind: "dm" },
      "policy.rules",
      `No rule allows you to ask here (policy.rules): ${ask} to add user U0ALICE001 to a rule.`,
    ],
    [
      "a guest",
      policy(all),
      { isGuest: true },
      "policy.guests",
      `Guests may not ask (policy.guests): ${ask} to let them in, or let a member ask for you.`,
    ],
    [
      "a member of another workspace",
      policy(all),
      { isForeign: true, userTeam: "T0OTHER001" },
      "policy.foreignWorkspaces",
      `Members of other workspaces may not ask (policy.foreignWorkspaces): ${ask} to list T0OTHER001 under slack.teams, beside those that may ask already.`,
    ],
    [
      "everything, where there are neither rules nor channels",
      policy(),
      {},
      "slack.channels",
      `Only channels that are listed may ask (slack.channels): ${ask} to list C0ONCALL01 there.`,
    ],
    [
      "direct messages, where they are on and there are no rules",
      { ...policy(), directMessages: true },
      { channel: "D0ALICE001", channelKind: "dm" },
      "slack.channels",
      `Without rules, only channels may ask (slack.channels): ${ask} to add a rule for user U0ALICE001.`,
    ],
  ];

  test.each(refused)("%s", (_title, rules, request, rule, text) => {
    expect(decide(rules, { ...why, ...request })).toEqual({ allowed: false, rule, why: text });
  });

  test.each(refused)("in one sentence, whatever was typed: %s", (_title, rules, request) => {
    const { why: text = "" } = decide(rules, { ...why, ...request });
    expect(text.length).toBeLessThan(300);
    expect(text.match(/[.?!](?=\s|$)/g)).toHaveLength(1);
  });

  test("without repeating more of a name than a name can be long", () => {
    const { why: text = "" } = decide(policy({ ...all, namespaces: ["shop"] }), {
      ...why,
      namespaces: ["x".repeat(5000)],
    });
    expect(text.length).toBeLessThan(300);
  });

  test("by the rule that comes nearest", () => {
    const rules = [
      { ...all, name: "far", verbs: ["who"], clusters: ["prod"] } as const,
      { ...all, name: "near", namespaces: ["payments"] },
      { ...all, name: "elsewhere", channels: ["C0OTHER001"] },
    ];
    expect(decide(policy(...rules), why)).toMatchObject({ allowed: false, rule: "near" });
  });
});

describe("doors open", () => {
  test.each<[keyof Omit<Policy, "rules">, Partial<PolicyRequest>]>([
    ["directMessages", { channel: "D0ALICE001", channelKind: "dm" }],
    ["directMessages", { channel: "G0GROUP001", channelKind: "group" }],
    ["guests", { isGuest: true }],
    ["foreignWorkspaces", { isForeign: true }],
  ])("with %s, to those whom a rule allows", (door, request) => {
    const rule: PolicyRule = { name: "alice", users: [why.user] };
    expect(decide({ ...policy(rule), [door]: true }, { ...why, ...request })).toEqual({ allowed: true, rule: "alice" });
    expect(
      decide({ ...policy({ name: "bob", users: ["U0BOB00001"] }), [door]: true }, { ...why, ...request }),
    ).toMatchObject({ allowed: false });
  });
});

describe("a file without rules", () => {
  const { policy: none } = parseConfig(`${least}slack: {channels: {${here}: }}\n`, "meshwhy.yaml");

  test.each(["why", "health", "who", "clusters", "digest", "doctor"] as const)(
    "allows %s in a channel that is listed",
    (verb) => {
      expect(decide(none, { ...why, verb })).toEqual({ allowed: true, rule: "slack.channels" });
    },
  );

  test.each(["mute", "escalate"] as const)("allows nobody to %s", (verb) => {
    expect(decide(none, { ...why, verb })).toEqual({
      allowed: false,
      rule: "slack.channels",
      why: `Without rules, nobody may ${verb} (slack.channels): ${ask} to add a rule that allows ${verb} in ${here}.`,
    });
  });

  test("allows nothing elsewhere", () => {
    expect(decide(none, { ...why, channel: "C0OTHER001" })).toEqual({
      allowed: false,
      rule: "slack.channels",
      why: `Only channels that are listed may ask (slack.channels): ${ask} to list C0OTHER001 there.`,
    });
  });
});

describe("a pair of two clusters", () => {
  const request: PolicyRequest = { ...why, toCluster: "prod" };
  test.each<[title: string, rules: readonly Partial<PolicyRule>[], allowed: boolean, rule: string]>([
    ["is allowed where one rule allows both", [{ clusters: ["demo", "prod"] }], true, "r0"],
    ["is allowed by a rule for each", [{ clusters: ["demo"] }, { clusters: ["prod"] }], true, "r0, r1"],
    ["is refused where only the caller's is allowed", [{ clusters: ["demo"] }], false, "r0"],
    ["is refused where only the callee's is allowed", [{ clusters: ["prod"] }], false, "r0"],
    [
      "is refused where the callee's is allowed for other namespaces",
      [{ clusters: ["demo"] }, { clusters: ["prod"], namespaces: ["bank"] }],
      false,
      "r0",
    ],
  ])("%s", (_, rules, allowed, rule) => {
    const decision = decide(policy(...rules.map((each, i) => ({ ...all, ...each, name: `r${i}` }))), request);
    expect(decision).toMatchObject({ allowed, rule });
  });
});
