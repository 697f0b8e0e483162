/** What mesh doctor makes of what was tried. */
import { expect, test } from "vitest";
import { doctor } from "../../src/diagnose/doctor.ts";
import { live, probes } from "./checkup/probes.ts";

test("nothing is said of a cluster that was not reached but where it ends", () => {
  const reach = [
    ...live.reach.slice(0, 1),
    { step: "tls" as const, state: "failed" as const, what: "expired", hint: "Renew it." },
  ];
  const checkup = doctor(probes([], { live: { ...live, reach } }));
  expect(checkup.condition).toBe("unreachable");
  expect(checkup.groups.map(({ title }) => title)).toEqual(["Reachability"]);
});
