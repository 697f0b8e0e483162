import fc from "fast-check";
import { expect, test } from "vitest";
import { startTime, timeReader } from "../../src/source/access-log/start-time.ts";

test.each([
  ["2026-11-20T13:50:41.318Z", "2026-11-20T13:50:41.318Z"],
  ["2026-11-20T13:50:41Z", "2026-11-20T13:50:41.000Z"],
  ["2026-11-20T13:50:41.318999Z", "2026-11-20T13:50:41.318Z"],
  ["2026-11-20T13:50:41.3+02:00", "2026-11-20T11:50:41.300Z"],
  ["2026-11-20 13:50:41,318", "2026-11-20T13:50:41.318Z"],
  ["2026-11-20T13:50:41-0330", "2026-11-20T17:20:41.000Z"],
  ["2026-12-31T23:59:59.999Z", "2026-12-31T23:59:59.999Z"],
  ["1795182641", "2026-11-20T13:50:41.000Z"],
  ["1795182641.318", "2026-11-20T13:50:41.318Z"],
  ["1795182641318", "2026-11-20T13:50:41.318Z"],
])("startTime(%o)", (text, expected) => {
  expect(startTime(text)).toBe(expected);
});

test.each(["", "-", "now", "2026-13-01T00:00:00Z", "2026-11-20T25:00:00.000Z", "2026-11-20", "12", "13:50:41"])(
  "startTime() knows that %o is no time",
  (text) => {
    expect(startTime(text)).toBeUndefined();
  },
);

test.each([
  ["%Y/%m/%dT%H:%M:%S%z", "2026/11/20T15:50:41+0200", "2026-11-20T13:50:41.000Z"],
  ["%d/%b/%Y:%H:%M:%S %z", "20/Nov/2026:13:50:41 +0000", "2026-11-20T13:50:41.000Z"],
  ["%s.%3f", "1795182641.318", "2026-11-20T13:50:41.318Z"],
  ["%s.%9f", "1795182641.318999999", "2026-11-20T13:50:41.318Z"],
  ["%FT%T.%6fZ", "2026-11-20T13:50:41.318999Z", "2026-11-20T13:50:41.318Z"],
  ["%F %H:%M:%E3S", "2026-11-20 13:50:41.318", "2026-11-20T13:50:41.318Z"],
  ["%a %e %b %Y %T %Z", "Fri  6 Nov 2026 13:50:41 UTC", "2026-11-06T13:50:41.000Z"],
  ["%F %F %T", "2026-11-20 2026-11-20 13:50:41", "2026-11-20T13:50:41.000Z"],
  ["%j unknown", "2026-11-20T13:50:41.318Z", "2026-11-20T13:50:41.318Z"],
])("timeReader(%o) reads %o", (layout, text, expected) => {
  expect(timeReader(layout)(text)).toBe(expected);
});

test("timeReader() takes nothing else than its layout, and no time of day alone", () => {
  expect(timeReader("%s")("2026-11-20T13:50:41Z")).toBeUndefined();
  expect(timeReader("%H:%M:%S")("13:50:41")).toBeUndefined();
  expect(timeReader("(%s) [x]")("(1795182641) [x]")).toBe("2026-11-20T13:50:41.000Z");
});

test("startTime() gives back the times that it gives, whatever it is given", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true }), (date) => {
      expect(startTime(date.toISOString())).toBe(date.toISOString());
    }),
  );
  fc.assert(
    fc.property(fc.string(), fc.string(), (layout, text) => {
      const read = timeReader(layout)(text);
      expect(read === undefined || startTime(read) === read).toBe(true);
    }),
  );
});
