import type { RuleMiss, UnmetCondition } from "../../model/cause.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { valueAt } from "../value-at.ts";
import { accountsText } from "./accounts-text.ts";
import { conditionOf } from "./condition-of.ts";

interface Ends {
  readonly server: string;
  readonly caller: string;
  readonly mesh: Mesh;
}

/** How a policy misses a request, in a sentence: `AuthorizationPolicy shop/a admits GET only; this is POST`. */
export function missText({ policy, rule, unmet }: RuleMiss, ends: Ends): string {
  const name = refText(policy);
  const [first, ...others] = unmet;
  if (first === undefined) return `${name} does not admit ${ends.caller}`;
  if (first.path === "spec") return `${name} admits nobody, and no other ALLOW policy of ${ends.server} does`;
  const more =
    others.length === 0
      ? ""
      : ` (and ${others.length} more of its conditions ${others.length === 1 ? "is" : "are"} not met)`;
  return `${name} ${conditionText(first, ends, rule)}${more}`;
}

function conditionText(unmet: UnmetCondition, ends: Ends, rule: number): string {
  const { part, field, negated } = conditionOf(unmet);
  const { why, got } = unmet;
  if (field === "key" || got === "a TCP connection") return `cannot use rule ${rule}: ${why}`;
  if (negated) return `leaves ${got} out on purpose (${field} of rule ${rule})`;
  if (part === "source") return sourceText(field, unmet, ends);
  if (part === "operation") return operationText(field, unmet);
  return whenText(unmet, ends, rule);
}

function whenText({ ref, path, wanted, got }: UnmetCondition, { caller, mesh }: Ends, rule: number): string {
  const key = valueAt(mesh, { ref, path: path.replace(/\.values(\[\d+\])?$/, ".key") });
  if (key !== "source.principal") return `asks in rule ${rule} for ${String(key)} ${listed(wanted)}; here: ${got}`;
  const { admitted, own } = accountsText(wanted, got);
  return `admits service account ${admitted}; ${caller} runs as ${own}`;
}

function sourceText(field: string, { wanted, got, ref }: UnmetCondition, { caller }: Ends): string {
  switch (field) {
    case "principals":
    case "serviceAccounts": {
      const names =
        field === "principals"
          ? wanted
          : wanted.map((name) => (name.includes("/") ? name : `${ref.namespace}/${name}`));
      const { admitted, own } = accountsText(names, got);
      return `admits service account ${admitted}; ${caller} runs as ${own}`;
    }
    case "namespaces":
      return `admits callers of namespace ${listed(wanted)}; ${caller} is in ${quoted(got)}`;
    case "trustDomains":
      return `admits callers of trust domain ${listed(wanted)}; ${caller} is of ${quoted(got)}`;
    case "requestPrincipals":
      return `asks for a token of ${listed(wanted)}; here: ${got}`;
    default:
      return `admits addresses in ${wanted.join(", ")}; the call comes from ${got}`;
  }
}

function operationText(field: string, { wanted, got }: UnmetCondition): string {
  switch (field) {
    case "methods":
      return `admits ${wanted.join(" and ")} only; this is ${got}`;
    case "paths":
      return `admits ${wanted.length === 1 ? "path" : "the paths"} ${wanted.join(", ")}; this is ${got}`;
    case "hosts":
      return `admits host ${listed(wanted)} as it is written there; the request says ${quoted(got)}`;
    default:
      return `admits port ${wanted.join(", ")}; the request arrives on port ${got} of the pod`;
  }
}

function listed(values: readonly string[]): string {
  const few = values.slice(0, 3).map(quoted).join(" or ");
  return values.length > 3 ? `${few} and ${values.length - 3} more` : few;
}

function quoted(text: string): string {
  return `"${text}"`;
}
