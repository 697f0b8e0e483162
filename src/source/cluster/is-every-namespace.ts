import type { Resources } from "../../model/snapshot.ts";

/** Whether these are all the namespaces that there are, as far as that is known. */
export function isEveryNamespace(names: readonly string[], { Namespace = [] }: Resources): boolean {
  return Namespace.length > 0 && Namespace.every(({ metadata }) => names.includes(metadata.name));
}
