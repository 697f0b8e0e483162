/** The wall clock of a time zone, to the minute. */
interface Wall {
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  readonly month: number;
  /** 1 is Sunday, as EventBridge counts. */
  readonly weekday: number;
  readonly year: number;
}

const minuteOf = 60_000;
/** By how much clocks are set back somewhere. */
const setBack = [30, 60, 120];

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const minutesIn: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 24 * 60 };

/**
 * Whether a schedule is due in a minute; `at` is in milliseconds since 1970, the seconds do not count. Only for
 * schedules in which `scheduleTrouble` finds none. A rate is counted from 1970 on, so that all who ask agree. When
 * clocks are set forward, what would be due in the lost hour is left out; when they are set back, it is done once.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function isDue(schedule: string, timezone: string | undefined, at: number): boolean {
  const [, kind, inside = ""] = /^(rate|cron)\((.*)\)$/.exec(schedule) ?? [];
  if (kind === "rate") return isRateDue(inside, at);
  const zone = timezone ?? "UTC";
  const wall = wallAt(at, zone);
  return isCronDue(inside, wall) && !setBack.some((minutes) => isSame(wallAt(at - minutes * minuteOf, zone), wall));
}

function isRateDue(inside: string, at: number): boolean {
  const [, count = "1", unit = "minute"] = /^(\d+) (minute|hour|day)/.exec(inside) ?? [];
  return Math.floor(at / minuteOf) % (Number(count) * (minutesIn[unit] ?? 1)) === 0;
}

function isCronDue(inside: string, wall: Wall): boolean {
  const [minute = "*", hour = "*", day = "*", month = "*", weekday = "*", year = "*"] = inside
    .trim()
    .toUpperCase()
    .split(/\s+/);
  return (
    isIn(minute, wall.minute, 0, 59) &&
    isIn(hour, wall.hour, 0, 23) &&
    isIn(month, wall.month, 1, 12, months) &&
    isIn(year, wall.year, 1970, 2199) &&
    isDay(day, wall) &&
    isWeekday(weekday, wall)
  );
}

function isDay(field: string, { day, month, year }: Wall): boolean {
  const last = daysIn(year, month);
  if (field === "?") return true;
  if (field === "L") return day === last;
  if (field === "LW") return day === nearestWorkday(last, year, month);
  const [, near] = /^(\d+)W$/.exec(field) ?? [];
  if (near === undefined) return isIn(field, day, 1, 31);
  return Number(near) <= last && day === nearestWorkday(Number(near), year, month);
}

function isWeekday(field: string, { day, month, year, weekday }: Wall): boolean {
  if (field === "?") return true;
  if (field === "L") return weekday === 7;
  const [, name = "", how = ""] = /^(\w+?)(L|#[1-5])$/.exec(field) ?? [];
  if (how === "") return isIn(field, weekday, 1, 7, weekdays);
  if (weekday !== numberOf(name, 1, weekdays)) return false;
  return how === "L" ? day + 7 > daysIn(year, month) : Math.ceil(day / 7) === Number(how.slice(1));
}

/** Whether a number is in a list of numbers, ranges and steps; a range may wrap, as FRI-MON does. */
function isIn(field: string, value: number, least: number, most: number, names: readonly string[] = []): boolean {
  return field.split(",").some((item) => {
    const [, from = "", to, step] = /^(\*|\w+?)(?:-(\w+))?(?:\/(\d+))?$/.exec(item) ?? [];
    const first = from === "*" ? least : numberOf(from, least, names);
    const last = to !== undefined ? numberOf(to, least, names) : from === "*" || step !== undefined ? most : first;
    const size = most - least + 1;
    const steps = (value - first + size) % size;
    return steps <= (last - first + size) % size && steps % Number(step ?? 1) === 0;
  });
}

function numberOf(word: string, least: number, names: readonly string[]): number {
  const named = names.indexOf(word);
  return named >= 0 ? least + named : Number(word);
}

/** Monday to Friday, nearest to a day and in the same month. */
function nearestWorkday(day: number, year: number, month: number): number {
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  if (weekday === 6) return day === 1 ? 3 : day - 1;
  if (weekday === 0) return day === daysIn(year, month) ? day - 2 : day + 1;
  return day;
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function isSame(one: Wall, other: Wall): boolean {
  return one.minute === other.minute && one.hour === other.hour && one.day === other.day;
}

function wallAt(at: number, timeZone: string): Wall {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(at);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  const [year, month, day] = [part("year"), part("month"), part("day")];
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
  return { minute: part("minute"), hour: part("hour"), day, month, weekday, year };
}
