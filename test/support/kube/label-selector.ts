/** `labelSelector` of lists, all of its language. */

/** One requirement of a selector. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: "in" | "notin" | "exists" | "missing" | "gt" | "lt";
  readonly values: readonly string[];
}

export type Labels = Readonly<Record<string, string>>;

const word = "[A-Za-z0-9][-A-Za-z0-9_.]*";
const keyWord = `(?:${word}/)?${word}`;
const term = new RegExp(
  String.raw`^\s*(?:!\s*(?<missing>${keyWord})|(?<key>${keyWord})(?:\s*(?<equality>==|!=|=)\s*(?<value>[-A-Za-z0-9_.]*)|\s+(?<set>in|notin)\s*\((?<list>[^()]*)\)|\s*(?<order>[<>])\s*(?<number>\d+))?)\s*(?<end>,|$)`,
);

/** @returns the requirements, or what is wrong with the selector in Kubernetes' words */
export function labelRequirements(selector: string): readonly LabelRequirement[] | string {
  const requirements: LabelRequirement[] = [];
  let rest = selector;
  while (rest.trim() !== "") {
    const found = term.exec(rest);
    if (found?.groups === undefined) return `unable to parse requirement: found '${rest.trim()}', expected: identifier`;
    requirements.push(requirementOf(found.groups));
    rest = rest.slice(found[0].length);
    if (found.groups.end === "," && rest.trim() === "")
      return "unable to parse requirement: found '', expected: identifier after ','";
  }
  return requirements;
}

function requirementOf(groups: Readonly<Record<string, string | undefined>>): LabelRequirement {
  const { missing, key = "", equality, value = "", set, list = "", order, number = "" } = groups;
  if (missing !== undefined) return { key: missing, operator: "missing", values: [] };
  if (equality !== undefined) return { key, operator: equality === "!=" ? "notin" : "in", values: [value] };
  if (set !== undefined)
    return { key, operator: set as "in" | "notin", values: list.split(",").map((one) => one.trim()) };
  if (order !== undefined) return { key, operator: order === ">" ? "gt" : "lt", values: [number] };
  return { key, operator: "exists", values: [] };
}

export function labelsMatch(labels: Labels | undefined, requirements: readonly LabelRequirement[]): boolean {
  return requirements.every((requirement) => matches(labels?.[requirement.key], requirement));
}

function matches(value: string | undefined, { operator, values }: LabelRequirement): boolean {
  switch (operator) {
    case "in":
      return value !== undefined && values.includes(value);
    case "notin":
      return value === undefined || !values.includes(value);
    case "exists":
      return value !== undefined;
    case "missing":
      return value === undefined;
    case "gt":
      return Number(value) > Number(values[0]);
    case "lt":
      return Number(value) < Number(values[0]);
  }
}
