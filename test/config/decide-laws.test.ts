/** What holds of every policy and every request. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide, type PolicyRequest } from "../../src/config/decide.ts";
import { verbs } from "../../src/config/policy-schema.ts";
import type { Policy, PolicyRule } from "../../src/model/config.ts";
import { runs } from "../support/runs.ts";

// Few names, so that rules and requests meet often.
const channel = fc.constantFrom("C0A", "C0B", "C0C");
const user = fc.constantFrom("U0A", "U0B");
const group = fc.constantFrom("S0A", "S0B");
const cluster = fc.constantFrom("prod", "demo");
const namespace = fc.constantFrom("shop", "payments", "kube-system");
const verb = fc.constantFrom(...verbs);

function some<T>(item: fc.Arbitrary<T>) {
  return fc.uniqueArray(item, { minLength: 1, maxLength: 3 });
}

const rule: fc.Arbitrary<PolicyRule> = fc.record(
  {
    name: fc.constantFrom("a", "b", "c", "d"),
    channels: some(channel),
    users: some(user),
    groups: some(group),
    verbs: some(verb),
    clusters: some(cluster),
    namespaces: some(namespace),
  },
  { requiredKeys: ["name"] },
);

const policy: fc.Arbitrary<Policy> = fc.record({
  directMessages: fc.boolean(),
  guests: fc.boolean(),
  foreignWorkspaces: fc.boolean(),
  rules: fc.array(rule, { maxLength: 4 }),
});

const request: fc.Arbitrary<PolicyRequest> = fc.record(
  {
    verb,
    cluster,
    namespaces: fc.array(namespace, { maxLength: 2 }),
    channel,
    channelKind: fc.constantFrom("channel", "dm", "group"),
    user,
    team: fc.constant("T0A"),
    userTeam: fc.constantFrom("T0A", "T0B"),
    isGuest: fc.boolean(),
    isForeign: fc.boolean(),
    groups: fc.uniqueArray(group),
  },
  {
    requiredKeys: [
      "verb",
      "namespaces",
      "channel",
      "channelKind",
      "user",
      "team",
      "userTeam",
      "isGuest",
      "isForeign",
      "groups",
    ],
  },
);

function always(law: (policy: Policy, request: PolicyRequest) => void): void {
  fc.assert(fc.property(policy, request, law), runs(2000));
}

describe("whatever the policy", () => {
  test("a decision names what decided, and a refusal says why", () => {
    always((given, asked) => {
      const { allowed, rule, why } = decide(given, asked);
      expect(rule).not.toBe("");
      if (allowed) expect(why).toBeUndefined();
      else expect(why).toMatch(/ask an owner of meshwhy\.yaml .*\.$/);
    });
  });

  test("another rule never refuses what was allowed", () => {
    fc.assert(
      fc.property(policy, rule, fc.nat(4), request, (given, added, at, asked) => {
        const more = { ...given, rules: given.rules.toSpliced(at, 0, added) };
        if (decide(given, asked).allowed) expect(decide(more, asked).allowed).toBe(true);
      }),
      runs(3000),
    );
  });

  test("an open door never refuses what was allowed", () => {
    always((given, asked) => {
      const open = { ...given, directMessages: true, guests: true, foreignWorkspaces: true };
      if (decide(given, asked).allowed) expect(decide(open, asked).allowed).toBe(true);
    });
  });

  test("a longer list never refuses what was allowed, and no list at all neither", () => {
    always((given, asked) => {
      if (!decide(given, asked).allowed) return;
      const wider = given.rules.map(({ verbs: _, ...each }) => ({
        ...each,
        ...(each.channels === undefined ? {} : { channels: [...each.channels, "C0D"] }),
      }));
      expect(decide({ ...given, rules: wider }, asked).allowed).toBe(true);
    });
  });

  test("the order of rules does not change whether", () => {
    always((given, asked) => {
      expect(decide({ ...given, rules: given.rules.toReversed() }, asked).allowed).toBe(decide(given, asked).allowed);
    });
  });

  test("without rules everything is refused", () => {
    always((given, asked) => {
      expect(decide({ ...given, rules: [] }, asked).allowed).toBe(false);
    });
  });

  test("where every rule names channels, one that none names is refused", () => {
    always((given, asked) => {
      const named = given.rules.map((each) => ({ channels: ["C0A"], ...each }));
      expect(decide({ ...given, rules: named }, { ...asked, channel: "C0NOBODY" }).allowed).toBe(false);
    });
  });

  test("closed doors are closed", () => {
    always((given, asked) => {
      const { allowed } = decide(given, asked);
      if (asked.isGuest && !given.guests) expect(allowed).toBe(false);
      if (asked.isForeign && !given.foreignWorkspaces) expect(allowed).toBe(false);
      const isNamed = given.rules.some(({ channels }) => channels?.includes(asked.channel));
      const isDirect = asked.channelKind === "dm" || (asked.channelKind === "group" && !isNamed);
      if (isDirect && !given.directMessages) expect(allowed).toBe(false);
    });
  });

  test("two namespaces are allowed when each is", () => {
    always((given, asked) => {
      const each = asked.namespaces.map((one) => decide(given, { ...asked, namespaces: [one] }).allowed);
      if (each.length > 0) expect(decide(given, asked).allowed).toBe(each.every(Boolean));
    });
  });

  test("whoever is in no known group is allowed nothing by rules for groups", () => {
    always((given, asked) => {
      const grouped = given.rules.map((each) => ({ groups: ["S0A"], ...each }));
      expect(decide({ ...given, rules: grouped }, { ...asked, groups: [] }).allowed).toBe(false);
    });
  });

  test("what is not known fits no list", () => {
    always((given, { cluster: _, ...asked }) => {
      const limited = given.rules.map((each) => ({ clusters: ["prod"], ...each }));
      if (asked.verb !== "clusters") expect(decide({ ...given, rules: limited }, asked).allowed).toBe(false);
    });
  });

  test("one of the rules that allow is enough by itself", () => {
    always((given, asked) => {
      const { allowed, rule: names } = decide(given, { ...asked, namespaces: asked.namespaces.slice(0, 1) });
      if (!allowed) return;
      const only = given.rules.filter(({ name }) => name === names);
      expect(
        decide({ ...given, rules: only }, { ...asked, namespaces: asked.namespaces.slice(0, 1) }).allowed ||
          asked.channelKind === "group",
      ).toBe(true);
    });
  });
});
