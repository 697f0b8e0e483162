import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scheduleTrouble } from "../../../src/config/schedule-trouble.ts";
import { isDue } from "../../../src/faces/serve/is-due.ts";
import { runs } from "../../support/runs.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

/** The minutes of some days in which a schedule is due, as `11-20 07:00` in UTC. */
function dueIn(from: string, days: number, schedule: string, timezone?: string): readonly string[] {
  const start = Date.parse(`${from}T00:00:00Z`);
  const found: string[] = [];
  for (let at = start; at < start + days * day; at += minute)
    if (isDue(schedule, timezone, at)) found.push(new Date(at).toISOString().slice(5, 16).replace("T", " "));
  return found;
}

/** The days of a month, by their number. */
function daysDue(month: string, days: number, fields: string): readonly number[] {
  const start = Date.parse(`${month}-01T12:00:00Z`);
  return Array.from({ length: days }, (_, index) => index + 1).filter((each) =>
    isDue(`cron(0 12 ${fields})`, undefined, start + (each - 1) * day),
  );
}

describe("cron", () => {
  test.each<[string, readonly number[]]>([
    // November 2026 begins on a Sunday.
    ["* * ? *", Array.from({ length: 30 }, (_, index) => index + 1)],
    ["L * ? *", [30]],
    ["LW * ? *", [30]],
    ["1W * ? *", [2]],
    ["14W * ? *", [13]],
    ["15W * ? *", [16]],
    ["31W * ? *", []],
    ["1,15-17,31 * ? *", [1, 15, 16, 17]],
    ["25/2 * ? *", [25, 27, 29]],
    ["29-2 * ? *", [1, 2, 29, 30]],
    ["? * MON *", [2, 9, 16, 23, 30]],
    ["? * mon-wed/2 *", [2, 4, 9, 11, 16, 18, 23, 25, 30]],
    ["? * SAT-SUN *", [1, 7, 8, 14, 15, 21, 22, 28, 29]],
    ["? * FRI-MON *", [1, 2, 6, 7, 8, 9, 13, 14, 15, 16, 20, 21, 22, 23, 27, 28, 29, 30]],
    ["? * L *", [7, 14, 21, 28]],
    ["? * 2L *", [30]],
    ["? * FRI#3 *", [20]],
    ["? * 2#5 *", [30]],
    ["? * 7#5 *", []],
    ["L NOV ? 2026", [30]],
    ["L JAN-OCT ? *", []],
    ["L * ? 2027", []],
  ])("%s", (fields, days) => {
    expect(scheduleTrouble(`cron(0 12 ${fields})`)).toBeUndefined();
    expect(daysDue("2026-11", 30, fields)).toEqual(days);
  });

  test("LW is a Friday where the month ends on a weekend", () => {
    expect(daysDue("2026-10", 31, "LW * ? *")).toEqual([30]);
    expect(daysDue("2027-01", 31, "LW * ? *")).toEqual([29]);
  });

  test("1W stays in its month where the first is a Saturday", () => {
    expect(daysDue("2026-08", 31, "1W * ? *")).toEqual([3]);
  });

  test("goes by the clock of its time zone", () => {
    expect(dueIn("2026-11-20", 1, "cron(30 7 ? * * *)", "Asia/Kolkata")).toEqual(["11-20 02:00"]);
    expect(dueIn("2026-11-20", 1, "cron(0 0 20 * ? *)", "America/New_York")).toEqual(["11-20 05:00"]);
  });

  test("leaves out what falls into the hour that is skipped in spring", () => {
    expect(dueIn("2026-03-28", 3, "cron(30 2 ? * * *)", "Europe/Berlin")).toEqual(["03-28 01:30", "03-30 00:30"]);
  });

  test("does once what falls into the hour that comes twice in autumn", () => {
    expect(dueIn("2026-10-24", 3, "cron(30 2 ? * * *)", "Europe/Berlin")).toEqual([
      "10-24 00:30",
      "10-25 00:30",
      "10-26 01:30",
    ]);
  });
});

describe("rate", () => {
  test.each([
    ["rate(1 minute)", 2880],
    ["rate(15 minutes)", 192],
    ["rate(1 hour)", 48],
    ["rate(6 hours)", 8],
    ["rate(1 day)", 2],
  ])("%s", (schedule, times) => {
    expect(dueIn("2026-11-20", 2, schedule)).toHaveLength(times);
  });
});

describe("laws", () => {
  const moment = fc.integer({ min: Date.parse("2020-01-01"), max: Date.parse("2040-01-01") });
  const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe");
  const minutes = fc.integer({ min: 0, max: 59 });
  const hours = fc.integer({ min: 0, max: 23 });

  test("a schedule that names a minute is due in it, and not in the one before or after", () => {
    fc.assert(
      fc.property(moment, (at) => {
        const time = new Date(at);
        const fields = [time.getUTCMinutes(), time.getUTCHours(), time.getUTCDate(), time.getUTCMonth() + 1, "?"];
        const schedule = `cron(${fields.join(" ")} ${time.getUTCFullYear()})`;
        return (
          scheduleTrouble(schedule) === undefined &&
          isDue(schedule, undefined, at) &&
          !isDue(schedule, undefined, at - minute) &&
          !isDue(schedule, undefined, at + minute)
        );
      }),
      runs(300),
    );
  });

  test("a list is due when one of its items is", () => {
    fc.assert(
      fc.property(moment, minutes, minutes, fc.integer({ min: 1, max: 30 }), (at, from, to, step) => {
        const due = (field: string): boolean => isDue(`cron(${field} * * * ? *)`, undefined, at);
        const items = [`${from}`, `${from}-${to}`, `${to}/${step}`, `*/${step}`];
        return due(items.join(",")) === items.some(due);
      }),
      runs(300),
    );
  });

  test("a step names the minutes that counting names", () => {
    fc.assert(
      fc.property(minutes, fc.integer({ min: 1, max: 59 }), (from, step) => {
        const counted = Array.from({ length: 60 }, (_, each) => each).filter(
          (each) => each >= from && (each - from) % step === 0,
        );
        const found = counted.length === 0 ? [] : dueMinutes(`${from}/${step}`);
        expect(found).toEqual(counted);
      }),
      runs(60),
    );
  });

  test("what is due once a day comes at most once in each day of its zone, and nearly always", () => {
    fc.assert(
      fc.property(moment, zone, minutes, hours, (at, timezone, m, h) => {
        const from = Math.floor(at / minute) * minute;
        let times = 0;
        for (let each = 0; each < 3 * 24 * 60; each += 1)
          if (isDue(`cron(${m} ${h} ? * * *)`, timezone, from + each * minute)) times += 1;
        return times >= 2 && times <= 4;
      }),
      runs(2),
    );
  });

  function dueMinutes(field: string): readonly number[] {
    const hour = Date.parse("2026-11-20T10:00:00Z");
    return Array.from({ length: 60 }, (_, each) => each).filter((each) =>
      isDue(`cron(${field} * * * ? *)`, undefined, hour + each * minute),
    );
  }
});
