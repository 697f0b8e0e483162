import { compare } from "../model/compare.ts";
import { MeshError } from "../model/mesh-error.ts";
import type { Ref } from "../model/ref.ts";

/**
 * One object of those found: the namespace asked for, else the caller's, else the only one there is.
 * @throws MeshError AMBIGUOUS_NAME where several namespaces have one
 */
export function chooseNamed(
  typed: string,
  found: readonly Ref[],
  asked: string | undefined,
  caller: string | undefined,
): Ref | undefined {
  if (found.length === 0) return undefined;
  const namespaces = new Set(found.map(({ namespace }) => namespace));
  for (const preferred of [asked, caller]) {
    const match = preferred === undefined ? undefined : found.find(({ namespace }) => namespace === preferred);
    if (match !== undefined) return match;
  }
  if (namespaces.size === 1) return found[0];
  const candidates = [...new Set(found.map(({ namespace, name }) => `${namespace}/${name}`))].sort(compare);
  throw new MeshError(
    "AMBIGUOUS_NAME",
    `Cannot choose "${typed}": ${candidates.length} namespaces have one`,
    `Ask again with one of ${candidates.join(", ")}.`,
    candidates,
  );
}
