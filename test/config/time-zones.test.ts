import { expect, test } from "vitest";
import { timeZones } from "../../src/config/time-zones.ts";

test("every time zone that this runtime names is known", () => {
  expect(Intl.supportedValuesOf("timeZone").filter((zone) => !timeZones.has(zone))).toEqual([]);
});

test("every time zone that is known means something to this runtime", () => {
  expect(timeZones.size).toBeGreaterThan(500);
  for (const timeZone of timeZones) expect(() => new Intl.DateTimeFormat("en", { timeZone }), timeZone).not.toThrow();
});

test.each(["UTC", "Etc/UTC", "Europe/Berlin", "Asia/Calcutta", "America/Argentina/Buenos_Aires"])(
  "%s is known",
  (zone) => {
    expect(timeZones.has(zone)).toBe(true);
  },
);

test.each(["", "CEST", "Berlin", "europe/berlin", "UTC+2", "/", "Europe/"])("%j is no time zone", (zone) => {
  expect(timeZones.has(zone)).toBe(false);
});
