/** One field of a cron expression. */
interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names that stand for numbers, the first for `least`. */
  readonly names?: readonly string[];
  /** Forms besides `*`, numbers, ranges, steps and lists, of which none can be in a list. */
  readonly also?: RegExp;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** In their order. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
const fields: readonly Field[] = [
  { name: "minutes", least: 0, most: 59 },
  { name: "hours", least: 0, most: 23 },
  { name: "day of the month", least: 1, most: 31, also: /^(?:\?|L|LW|(?:[1-9]|[12]\d|3[01])W)$/ },
  { name: "month", least: 1, most: 12, names: months },
  {
    name: "day of the week",
    least: 1,
    most: 7,
    names: weekdays,
    also: /^(?:\?|L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?:L|#[1-5]))$/,
  },
  { name: "year", least: 1970, most: 2199 },
];

/**
 * Why EventBridge would refuse a schedule, as a clause; undefined where it would take it. `rate(1 day)` and
 * `cron(0 7 ? * MON-FRI *)` are known, moments (`at(…)`) are not: a digest comes again.
 */
export function scheduleTrouble(schedule: string): string | undefined {
  const [, kind, inside = ""] = /^(rate|cron)\((.*)\)$/.exec(schedule) ?? [];
  if (kind === "rate") return rateTrouble(inside);
  if (kind === "cron") return cronTrouble(inside);
  return "it is neither rate(…) nor cron(…)";
}

function rateTrouble(inside: string): string | undefined {
  const [, count = "", unit = "", plural] = /^([1-9]\d{0,4}) (minute|hour|day)(s?)$/.exec(inside) ?? [];
  if (unit === "") return "a rate is a whole number above 0 and minutes, hours or days";
  if ((count === "1") === (plural === "s")) return `that is written rate(${count} ${unit}${count === "1" ? "" : "s"})`;
  return undefined;
}

function cronTrouble(inside: string): string | undefined {
  const values = inside.trim().split(/\s+/);
  if (values.length !== fields.length)
    return `it has ${inside.trim() === "" ? 0 : values.length} fields, not 6: minutes, hours, day of the month, month, day of the week, year`;
  for (const [index, field] of fields.entries()) {
    const value = values[index] ?? "";
    if (!fits(value.toUpperCase(), field)) return `"${value}" is no ${field.name}`;
  }
  const [day, weekday] = [values[2], values[4]];
  if ((day === "?") === (weekday === "?"))
    return "exactly one of day of the month and day of the week is ?, because each would contradict the other";
  return undefined;
}

function fits(value: string, field: Field): boolean {
  return field.also?.test(value) === true || value.split(",").every((item) => isRange(item, field));
}

function isRange(item: string, field: Field): boolean {
  const [, from = "", to, step] = /^(\*|\w+?)(?:-(\w+))?(?:\/(\d{1,4}))?$/.exec(item) ?? [];
  if (step !== undefined && (Number(step) < 1 || Number(step) > field.most)) return false;
  if (from === "*") return to === undefined;
  const [first, last] = [numberOf(from, field), to === undefined ? undefined : numberOf(to, field)];
  // EventBridge takes ranges that wrap, as in FRI-MON.
  return first !== undefined && (to === undefined || last !== undefined);
}

function numberOf(word: string, { least, most, names = [] }: Field): number | undefined {
  const named = names.indexOf(word);
  if (named >= 0) return least + named;
  if (!/^\d{1,4}$/.test(word)) return undefined;
  const number = Number(word);
  return number >= least && number <= most ? number : undefined;
}
