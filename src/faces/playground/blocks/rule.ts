/** Something that Slack would refuse, and where: an RFC 6901 pointer into the payload, `/blocks/0/text`. */
export interface Problem {
  readonly pointer: string;
  readonly message: string;
}

/** Says what is wrong with a value that stands at a pointer; nothing: it is right. */
export type Rule = (value: unknown, pointer: string) => readonly Problem[];

/** An object of JSON. */
export type Shape = Readonly<Record<string, unknown>>;

/** Whether a value is an object of JSON, rather than an array or a scalar. */
export function isShape(value: unknown): value is Shape {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One problem, as a list. */
export function problem(pointer: string, message: string): readonly Problem[] {
  return [{ pointer, message }];
}

/** A string of so many characters. */
export function string(least = 0, most = Number.POSITIVE_INFINITY): Rule {
  return (value, pointer) => {
    if (typeof value !== "string") return problem(pointer, "must be a string");
    if (value.length < least) return problem(pointer, `must be more than ${least - 1} characters`);
    return value.length > most ? problem(pointer, `must be less than ${most + 1} characters`) : [];
  };
}

/** One of these words. */
export function oneOf(...allowed: readonly unknown[]): Rule {
  return (value, pointer) =>
    allowed.includes(value) ? [] : problem(pointer, `must be one of: ${allowed.map(String).join(", ")}`);
}

/** `true` or `false`. */
export const boolean: Rule = (value, pointer) =>
  typeof value === "boolean" ? [] : problem(pointer, "must be a boolean");

/** A number within bounds. */
export function number(least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): Rule {
  return (value, pointer) => {
    if (typeof value !== "number" || !Number.isFinite(value)) return problem(pointer, "must be a number");
    if (value < least) return problem(pointer, `must be greater than or equal to ${least}`);
    return value > most ? problem(pointer, `must be less than or equal to ${most}`) : [];
  };
}

/** A whole number within bounds. */
export function integer(least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): Rule {
  return (value, pointer) =>
    Number.isInteger(value) ? number(least, most)(value, pointer) : problem(pointer, "must be an integer");
}

/** A string of a form: a date, a time. */
export function form(pattern: RegExp, what: string): Rule {
  return (value, pointer) =>
    typeof value === "string" && pattern.test(value) ? [] : problem(pointer, `must be ${what}`);
}

/** An absolute http(s) address of at most so many characters. */
export function address(most: number): Rule {
  return (value, pointer) => {
    const wrong = string(1, most)(value, pointer);
    if (wrong.length > 0) return wrong;
    const parsed = URL.parse(String(value));
    return parsed !== null && /^https?:$/.test(parsed.protocol) ? [] : problem(pointer, "must be a valid URL");
  };
}

/** So many items, each after one rule. */
export function list(item: Rule, least = 0, most = Number.POSITIVE_INFINITY): Rule {
  return (value, pointer) => {
    if (!Array.isArray(value)) return problem(pointer, "must be an array");
    if (value.length < least) return problem(pointer, `no fewer than ${least} items allowed`);
    if (value.length > most) return problem(pointer, `no more than ${most} items allowed`);
    return value.flatMap((each, at) => item(each, `${pointer}/${at}`));
  };
}

/** An object with these members and no others; `more` looks at the whole, once every member is right. */
export function object(
  required: Readonly<Record<string, Rule>>,
  optional: Readonly<Record<string, Rule>> = {},
  more: (value: Shape, pointer: string) => readonly Problem[] = () => [],
): Rule {
  const known = { ...required, ...optional };
  return (value, pointer) => {
    if (!isShape(value)) return problem(pointer, "must provide an object");
    const missing = Object.keys(required)
      .filter((name) => value[name] === undefined)
      .flatMap((name) => problem(pointer, `missing required field: ${name}`));
    const foreign = Object.keys(value)
      .filter((name) => !Object.hasOwn(known, name))
      .flatMap((name) => problem(pointer, `invalid additional property: ${name}`));
    const members = Object.entries(value).flatMap(([name, member]) =>
      member === undefined || !Object.hasOwn(known, name) ? [] : (known[name]?.(member, `${pointer}/${name}`) ?? []),
    );
    const found = [...missing, ...foreign, ...members];
    return found.length > 0 ? found : more(value, pointer);
  };
}

/** An object whose rule is chosen by its `type`. */
export function byType(rules: Readonly<Record<string, Rule>>): Rule {
  return (value, pointer) => {
    if (!isShape(value)) return problem(pointer, "must provide an object");
    const { type } = value;
    if (type === undefined) return problem(pointer, "missing required field: type");
    const rule = typeof type === "string" && Object.hasOwn(rules, type) ? rules[type] : undefined;
    return rule === undefined ? problem(`${pointer}/type`, `unsupported type: ${String(type)}`) : rule(value, pointer);
  };
}

/** What the first rule says, and what the second says where the first finds nothing. */
export function both(first: Rule, second: Rule): Rule {
  return (value, pointer) => {
    const found = first(value, pointer);
    return found.length > 0 ? found : second(value, pointer);
  };
}

/** Exactly, or at least, one of these members. */
export function needsOne(value: Shape, pointer: string, names: readonly string[], exactly = false): readonly Problem[] {
  const there = names.filter((name) => value[name] !== undefined);
  if (there.length === 0) return problem(pointer, `must define either ${names.map((n) => `\`${n}\``).join(" or ")}`);
  return exactly && there.length > 1
    ? problem(pointer, `only one of ${names.map((n) => `\`${n}\``).join(", ")} is allowed`)
    : [];
}
