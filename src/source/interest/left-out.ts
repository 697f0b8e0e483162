import { compare } from "../../model/compare.ts";
import type { Kind } from "../../model/resource-kinds.ts";
import type { Gap } from "../../model/snapshot.ts";

/** What was read of a kind. */
export interface ReadOf {
  readonly kind: Kind;
  /** How objects of the kind are called: `Pods`. */
  readonly plural: string;
  /** Namespaces of which all of them were read. */
  readonly namespaces: readonly string[];
  /** Of Pods: addresses of which is known which of them has them. */
  readonly addresses?: readonly string[];
}

/**
 * What was left alone because no question seemed to lead there. Whatever leads there all the same is unknown, and only
 * then it is told.
 */
export function leftOut(read: readonly ReadOf[]): readonly Gap[] {
  return read.map(({ kind, plural, namespaces, addresses = [] }) => ({
    what: namespaces.length === 0 ? plural : `${plural} outside ${shortened(namespaces)}`,
    why: "not read, since nothing that was read leads there",
    kind,
    except: [...namespaces].sort(compare),
    ...(addresses.length === 0 ? {} : { exceptAddresses: [...addresses].sort(compare) }),
    isLeftOut: true,
  }));
}

function shortened(names: readonly string[]): string {
  const shown = [...names].sort(compare).slice(0, 8).join(", ");
  return `${names.length === 1 ? "namespace" : "namespaces"} ${shown}${names.length > 8 ? ` and ${names.length - 8} more` : ""}`;
}
