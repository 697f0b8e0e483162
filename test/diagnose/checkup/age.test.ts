import { describe, expect, test } from "vitest";
import { doctor } from "../../../src/diagnose/doctor.ts";
import type { Probes } from "../../../src/model/doctor.ts";
import { at, entryOf, probes, webhook } from "./probes.ts";

describe("a snapshot", () => {
  const old = (here: string, moment = at): Probes => {
    const { live: _, ...rest } = probes([webhook()], { here, at: moment });
    return rest;
  };

  test.each([
    ["2026-11-20T15:00:00Z", "well", "60 minutes old"],
    ["2026-11-23T14:00:00Z", "warning", "3 days old"],
  ])("at %s is %s", (here, condition, what) => {
    expect(entryOf(old(here), "age")).toMatchObject({ condition, what: expect.stringContaining(what) });
  });

  test("that tells no time is not called 56 years old", () => {
    expect(entryOf(old(at, "1970-01-01T00:00:00Z"), "age")?.what).toContain("nothing in the snapshot tells");
  });

  test("has no way to it, no rights and no clock", () => {
    expect(doctor(old(at)).groups.map(({ title }) => title)).toEqual(["Versions", "Access logging", "Age"]);
  });
});
