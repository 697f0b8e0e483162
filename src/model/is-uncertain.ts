import type { Gap } from "./snapshot.ts";

/** Whether a gap makes a namespace, or one object in it, uncertain; `undefined`: any of them. */
export function isUncertain(gap: Gap, namespace: string | undefined, name: string | undefined): boolean {
  if (namespace === undefined) return true;
  if (name !== undefined) {
    if (gap.objects?.includes(name) === false) return false;
    if (gap.exceptObjects?.includes(`${namespace}/${name}`) === true) return false;
  }
  return gap.namespace === undefined ? gap.except?.includes(namespace) !== true : gap.namespace === namespace;
}
