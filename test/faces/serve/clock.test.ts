import { describe, expect, test } from "vitest";
import type { Schedule } from "../../../src/config/schedules-of.ts";
import { clockFor } from "../../../src/faces/serve/clock.ts";

const minute = 60_000;
const start = Date.parse("2026-11-20T06:58:30Z");

const schedules: readonly Schedule[] = [
  { description: "", schedule: "rate(1 minute)", order: { verb: "sweep" } },
  { description: "", schedule: "cron(0 7 ? * MON-FRI *)", order: { verb: "digest", digest: "shop", scheduled: true } },
];

/** What is struck when the clock is looked at at these times, `verb@minute after the start`. */
function struck(...looks: readonly number[]): readonly string[] {
  let now = start;
  const told: string[] = [];
  const clock = clockFor({
    schedules,
    now: () => now,
    due: ({ verb }, at) => told.push(`${verb}@${new Date(at).toISOString().slice(11, 16)}`),
  });
  for (const look of looks) {
    now = start + look;
    clock.tick();
  }
  return told;
}

describe("the clock", () => {
  test("strikes nothing in the minute in which it begins", () => {
    expect(struck(0, 10_000, 29_999)).toEqual([]);
  });

  test("strikes each minute once, however often it is looked at", () => {
    expect(struck(30_000, 35_000, 60_000, 90_000, 95_000)).toEqual(["sweep@06:59", "sweep@07:00", "digest@07:00"]);
  });

  test("catches up with a digest whose minute went by, not with sweeps", () => {
    expect(struck(3 * minute)).toEqual(["digest@07:00", "sweep@07:01"]);
  });

  test("leaves out what is long over", () => {
    expect(struck(60 * minute)).toEqual(["sweep@07:58"]);
  });

  test("strikes nothing again when the time is set back", () => {
    expect(struck(2 * minute, minute, 2 * minute)).toEqual(["digest@07:00", "sweep@07:00"].sort().reverse());
  });
});
