/** Turns the text of a time into RFC 3339, UTC, milliseconds; undefined if it is no time. */
export type TimeReader = (text: string) => string | undefined;

const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(?:[Zz]|([+-]\d\d):?(\d\d))?$/;
const already = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const epoch = /^(\d{9,11})(?:\.(\d{1,9}))?$/;
const epochMilliseconds = /^\d{12,14}$/;

/** Reads `%START_TIME%` as Envoy writes it unasked, and what other tools write: RFC 3339 or seconds since 1970. */
export function startTime(text: string): string | undefined {
  if (already.test(text)) return text;
  const match = rfc3339.exec(text);
  if (match !== null) {
    const [, day, clock, fraction, hours = "+00", minutes = "00"] = match;
    return utc(`${day}T${clock}.${milliseconds(fraction)}${hours}:${minutes}`);
  }
  const seconds = epoch.exec(text);
  if (seconds !== null) return utc(Number(`${seconds[1]}${milliseconds(seconds[2])}`));
  return epochMilliseconds.test(text) ? utc(Number(text)) : undefined;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const date = "(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d)";
const clock = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";

/** The conversions of `%START_TIME(…)%`, each as a pattern. Source: Envoy's substitution formatter; absl's FormatTime. */
const conversions: Readonly<Record<string, string>> = {
  Y: "(?<year>\\d{4})",
  m: "(?<month>\\d\\d)",
  b: `(?<name>${months.join("|")})`,
  h: `(?<name>${months.join("|")})`,
  d: "(?<day>\\d\\d)",
  e: " ?(?<day>\\d{1,2})",
  H: "(?<hour>\\d\\d)",
  M: "(?<minute>\\d\\d)",
  S: "(?<second>\\d\\d)",
  F: date,
  T: clock,
  s: "(?<epoch>\\d{9,11})",
  f: "(?<fraction>\\d{1,9})",
  z: "(?<zone>[+-]\\d\\d:?\\d\\d)",
  Z: "(?:UTC|GMT)",
  a: "[A-Za-z]{3}",
  A: "[A-Za-z]{6,9}",
  n: "\\s",
  t: "\\s",
  "%": "%",
};

/**
 * A reader for the layout that `%START_TIME(layout)%` asks for, e.g. `%Y/%m/%dT%H:%M:%S%z` or `%s.%3f`.
 * With a layout that is not understood it reads what `startTime` reads.
 */
export function timeReader(layout: string | undefined): TimeReader {
  const pattern = layout === undefined ? undefined : patternOf(layout);
  return pattern === undefined ? startTime : (text) => timeOf(pattern.exec(text)?.groups);
}

function patternOf(layout: string): RegExp | undefined {
  let known = true;
  const used = new Set<string>();
  const source = layout.replace(/%(?:E?[\d*]?)([A-Za-z%])|[^%]+|%/g, (piece: string, letter: string | undefined) => {
    if (letter === undefined) return piece.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    const pattern = /^%E[\d*]S$/.test(piece) ? "(?<second>\\d\\d)(?:\\.(?<fraction>\\d{1,9}))?" : conversions[letter];
    if (pattern === undefined) known = false;
    return onceNamed(pattern ?? "", used);
  });
  return known ? new RegExp(`^${source}$`) : undefined;
}

/** A name may stand once in a pattern; what a layout says twice is read the first time. */
function onceNamed(pattern: string, used: Set<string>): string {
  return pattern.replace(/\(\?<(\w+)>/g, (group: string, name: string) => {
    if (used.has(name)) return "(?:";
    used.add(name);
    return group;
  });
}

function timeOf(parts: Readonly<Record<string, string | undefined>> | undefined): string | undefined {
  if (parts === undefined) return undefined;
  const { epoch: seconds, year, name, month, day, hour = "00", minute = "00", second = "00", fraction, zone } = parts;
  if (seconds !== undefined) return utc(Number(`${seconds}${milliseconds(fraction)}`));
  const number = month ?? (name === undefined ? undefined : String(months.indexOf(name) + 1).padStart(2, "0"));
  if (year === undefined || number === undefined || day === undefined) return undefined;
  const offset = zone === undefined ? "Z" : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  return utc(
    `${year}-${number}-${day.padStart(2, "0")}T${hour}:${minute}:${second}.${milliseconds(fraction)}${offset}`,
  );
}

/** The first three digits of a fraction: cut, not rounded, as Envoy does. */
function milliseconds(fraction: string | undefined): string {
  return (fraction ?? "").slice(0, 3).padEnd(3, "0");
}

function utc(time: string | number): string | undefined {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return undefined;
  const text = at.toISOString();
  return text.length === 24 ? text : undefined;
}
