import type { Question } from "../../model/question.ts";
import type { Namespace } from "../../model/resources/core.ts";
import { isScope, type Scope } from "../../model/scope.ts";
import type { Aim } from "./aim.ts";
import { isFitNamespace } from "./fit-name.ts";

/** With rights in some namespaces only, those are asked that the configuration names, or the question. */
export function namespacesNamed(
  { ends }: Aim,
  asked: Question | Scope,
  namespaces: readonly string[] | undefined,
  known: readonly Namespace[],
): readonly string[] {
  if (namespaces !== undefined) return namespaces;
  const named = isScope(asked) ? asked.namespaces : ends.flatMap((end) => [...end.namespaces]);
  const all = new Set([...named, ...(asked.namespace === undefined ? [] : [asked.namespace])]);
  // Labels of a host may be namespaces, or any other part of it.
  const isThere = (name: string): boolean => known.length === 0 || known.some(({ metadata }) => metadata.name === name);
  return [...all].filter((name) => isFitNamespace(name) && isThere(name));
}
