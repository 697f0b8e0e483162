/** Schedules as EventBridge Scheduler documents them. */
import { describe, expect, test } from "vitest";
import { scheduleTrouble } from "../../src/config/schedule-trouble.ts";

describe("EventBridge takes", () => {
  test.each([
    "rate(1 minute)",
    "rate(5 minutes)",
    "rate(1 hour)",
    "rate(12 hours)",
    "rate(1 day)",
    "rate(7 days)",
    "cron(0 7 ? * MON-FRI *)",
    "cron(0 10 * * ? *)",
    "cron(15 12 * * ? *)",
    "cron(0 18 ? * MON-FRI *)",
    "cron(0 8 1 * ? *)",
    "cron(0/10 * ? * MON-FRI *)",
    "cron(0/5 8-17 ? * MON-FRI *)",
    "cron(0 9 ? * 2#1 *)",
    "cron(0 9 ? * MON#1 *)",
    "cron(0 9 L * ? *)",
    "cron(0 9 LW * ? *)",
    "cron(0 9 3W * ? *)",
    "cron(0 9 ? * 6L *)",
    "cron(0 9 ? * L *)",
    "cron(15 10 ? * 6L 2022-2023)",
    "cron(0,30 6-8 1,15 JAN,JUL ? 2027)",
    "cron(0 7 ? * mon-fri *)",
    "cron(0 7 ? * FRI-MON *)",
    "cron(*/15 * * * ? *)",
  ])("%s", (schedule) => {
    expect(scheduleTrouble(schedule)).toBeUndefined();
  });
});

const form = "it is neither rate(…) nor cron(…)";
const rate = "a rate is a whole number above 0 and minutes, hours or days";
const six = "not 6: minutes, hours, day of the month, month, day of the week, year";
const days = "exactly one of day of the month and day of the week is ?, because each would contradict the other";

describe("EventBridge refuses", () => {
  test.each([
    ["", form],
    ["1 day", form],
    ["every day", form],
    ["Rate(1 day)", form],
    ["rate(1 day", form],
    ["at(2026-11-20T14:00:00)", form],
    ["0 7 * * *", form],
    ["rate()", rate],
    ["rate(0 days)", rate],
    ["rate(1.5 hours)", rate],
    ["rate(-1 day)", rate],
    ["rate(1 week)", rate],
    ["rate(1  day)", rate],
    ["rate(1 days)", "that is written rate(1 day)"],
    ["rate(2 hour)", "that is written rate(2 hours)"],
    ["cron()", `it has 0 fields, ${six}`],
    ["cron(0 7 * * *)", `it has 5 fields, ${six}`],
    ["cron(0 0 7 * * ? *)", `it has 7 fields, ${six}`],
    ["cron(0 7 * * * *)", days],
    ["cron(0 7 ? * ? *)", days],
    ["cron(0 7 1 * MON *)", days],
    ["cron(60 7 * * ? *)", '"60" is no minutes'],
    ["cron(0 24 * * ? *)", '"24" is no hours'],
    ["cron(0 7 0 * ? *)", '"0" is no day of the month'],
    ["cron(0 7 32 * ? *)", '"32" is no day of the month'],
    ["cron(0 7 ?,1 * MON *)", '"?,1" is no day of the month'],
    ["cron(0 7 * 13 ? *)", '"13" is no month'],
    ["cron(0 7 * JANUARY ? *)", '"JANUARY" is no month'],
    ["cron(0 7 ? * 0 *)", '"0" is no day of the week'],
    ["cron(0 7 ? * MON#6 *)", '"MON#6" is no day of the week'],
    ["cron(0 7 ? * MO *)", '"MO" is no day of the week'],
    ["cron(0 7 * * ? 1969)", '"1969" is no year'],
    ["cron(0/0 7 * * ? *)", '"0/0" is no minutes'],
    ["cron(0/ 7 * * ? *)", '"0/" is no minutes'],
    ["cron(0- 7 * * ? *)", '"0-" is no minutes'],
    ["cron(*-5 7 * * ? *)", '"*-5" is no minutes'],
    ["cron(0, 7 * * ? *)", '"0," is no minutes'],
    ["cron(? 7 * * ? *)", '"?" is no minutes'],
  ])("%s: %s", (schedule, trouble) => {
    expect(scheduleTrouble(schedule)).toBe(trouble);
  });
});
