import type { Surroundings } from "./command-from-text.ts";

/** The channel's default namespace, which is one of its default cluster: of another that is asked it says nothing. */
export function namespaceIn(
  { cluster: own, namespace }: Pick<Surroundings, "cluster" | "namespace">,
  cluster: string | undefined,
): string | undefined {
  return cluster === undefined || cluster === own ? namespace : undefined;
}
