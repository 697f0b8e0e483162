import { describe, expect, test } from "vitest";
import { doctor } from "../../../src/diagnose/doctor.ts";
import type { Probes, RightProbe } from "../../../src/model/doctor.ts";
import { entryOf, live, probes, right } from "./probes.ts";

describe("rights", () => {
  const withRights = (...rights: readonly RightProbe[]): Probes => probes([], { live: { ...live, rights } });

  test("that are there are one line", () => {
    const checkup = doctor(withRights(right({}), right({ name: "list services" })));
    expect(checkup.groups.find(({ title }) => title === "Permissions")?.entries.map(({ what }) => what)).toEqual([
      "all 2 rights that questions take are there",
    ]);
  });

  test.each<[string, Partial<RightProbe>, string, RegExp]>([
    ["a missing one", { answer: { is: "no" } }, "missing", /not allowed/],
    ["a helpful one", { need: "helpful", answer: { is: "no" } }, "warning", /not allowed/],
    ["one that cannot be asked", { answer: { is: "untold", why: "500" } }, "warning", /could not be asked: 500/],
    [
      "one that lacks in a namespace",
      { answer: { is: "some", allowed: ["shop"], denied: ["bank"] } },
      "missing",
      /only in shop, not in bank/,
    ],
  ])("%s says the rule to add", (_, more, condition, what) => {
    const found = entryOf(withRights(right(more)), "right/list pods");
    expect(found).toMatchObject({ condition, what: expect.stringMatching(what) });
    expect(found?.command).toBe('- {apiGroups: [""], resources: [pods], verbs: [list]}');
  });

  test("in chosen namespaces are no fault, nor is that what belongs to none is not granted", () => {
    const some = { is: "some", allowed: ["shop", "istio-system"], denied: [] } as const;
    const wide = right({ name: "list namespaces", isClusterWide: true, answer: { is: "no" } });
    expect(doctor(withRights(right({ answer: some }), wide)).condition).toBe("warning");
    expect(doctor(withRights(right({}), wide)).condition).toBe("missing");
  });

  test("that are optional never count as missing", () => {
    const logs = right({ name: "get pods/log", need: "optional", granted: "logs", answer: { is: "no" } });
    expect(doctor(withRights(right({}), logs)).condition).toBe("warning");
    expect(entryOf(withRights(logs), "optional/logs")?.hint).toContain("infra/kubernetes/logs");
  });
});
