import { describe, expect, test } from "vitest";
import { noTime } from "../../src/model/no-time.ts";
import { dataAge } from "../../src/render/slack/data-age.ts";
import { clock, dateTime, duration, elapsed, moment, period } from "../../src/render/times.ts";

const now = "2026-11-20T14:12:40Z";

describe("times are told in UTC", () => {
  test.each([
    ["2026-11-20T14:02:11Z", "2026-11-20 14:02:11"],
    ["2026-11-20T14:02:11.987Z", "2026-11-20 14:02:11"],
    ["2026-11-20T01:02:11+02:00", "2026-11-19 23:02:11"],
    ["yesterday", "yesterday"],
  ])("dateTime(%j) is %j", (at, text) => {
    expect(dateTime(at)).toBe(text);
  });

  test.each([
    ["2026-11-20T14:02:11Z", "14:02:11"],
    ["2026-11-19T14:02:11Z", "2026-11-19 14:02:11"],
    ["never", "never"],
  ])("clock(%j) is %j on 20 November", (at, text) => {
    expect(clock(at, now)).toBe(text);
  });

  test("a period of one moment is a moment", () => {
    expect(period("2026-11-20T14:02:11Z", "2026-11-20T14:12:11Z", now)).toBe("14:02:11–14:12:11");
    expect(period("2026-11-20T14:02:11.1Z", "2026-11-20T14:02:11.9Z", now)).toBe("14:02:11");
  });
});

describe("durations", () => {
  test.each([
    [0, "0 ms"],
    [250, "250 ms"],
    [2500, "2.5 s"],
    [5000, "5 s"],
    [40_000, "40 s"],
    [119_000, "119 s"],
    [120_000, "2 min"],
    [7_200_000, "2 h"],
    [172_800_000, "2 days"],
  ])("duration(%d) is %s", (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });

  test("elapsed() is told only forwards", () => {
    expect(elapsed("2026-11-20T14:02:11Z", "2026-11-20T14:02:51Z")).toBe("40 s");
    expect(elapsed("2026-11-20T14:02:51Z", "2026-11-20T14:02:11Z")).toBeUndefined();
    expect(elapsed("2026-11-20T14:02:51Z", "soon")).toBeUndefined();
  });
});

test("of when what was read is, is told where it is known, and is never 1970", () => {
  expect(moment("2026-11-20T14:09:33Z")).toBe("2026-11-20 14:09:33 UTC");
  expect(dataAge("2026-11-20T14:09:33Z")).toBe("Data from 14:09:33 UTC on 2026-11-20");
  expect(dataAge("2026-11-20T14:09:33Z", 40)).toBe("Read live at 14:09:33 UTC on 2026-11-20");
  expect(moment(noTime)).toBe("no known time");
  expect(dataAge(noTime)).toBe("Data from no known time");
});
