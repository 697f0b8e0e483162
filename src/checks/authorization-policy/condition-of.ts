import type { UnmetCondition } from "../../model/cause.ts";
import { pathParts } from "../../model/path.ts";

/** Which part of a rule a condition is. */
export interface ConditionPlace {
  readonly part: "policy" | "source" | "operation" | "when";
  readonly rule: number;
  /** Index in `from`, `to` or `when`. */
  readonly index: number;
  /** `principals`, `notPaths`, `values`, `key`. */
  readonly field: string;
  /** The list, without the index of one value in it. */
  readonly list: string;
  readonly negated: boolean;
}

/** Reads the place of a condition off its path: `spec.rules[0].from[1].source.principals[2]`. */
export function conditionOf({ path }: Pick<UnmetCondition, "path">): ConditionPlace {
  const [, , rule, part, index, ...rest] = pathParts(path);
  const field = rest.findLast((one) => typeof one === "string");
  if (typeof rule !== "number" || typeof index !== "number" || typeof field !== "string")
    return { part: "policy", rule: 0, index: 0, field: "", list: path, negated: false };
  return {
    part: part === "from" ? "source" : part === "to" ? "operation" : "when",
    rule,
    index,
    field,
    list: path.replace(/\[\d+\]$/, part === "when" && field === "key" ? "$&" : ""),
    negated: field.startsWith("not"),
  };
}
