import { isRawObject } from "../../kinds/raw-object.ts";
import { limits } from "./limits.ts";
import type { ListKind } from "./piece.ts";

/** A Kubernetes object, and where in its document it stands: `["items", 3]`. */
export interface Placed {
  readonly value: unknown;
  readonly within: readonly (string | number)[];
}

/** The objects that a document holds: itself, or, if it is a list of whatever name, its items. */
export function objectsIn(value: unknown, listKind: ListKind = {}, within: Placed["within"] = []): readonly Placed[] {
  if (within.length > 2 * limits.nesting) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => objectsIn(item, {}, [...within, index]));
  if (!isRawObject(value)) return [];
  if (Array.isArray(value.items)) {
    const { items, kind, apiVersion } = value;
    const own = { kind: textOf(kind), apiVersion: textOf(apiVersion) };
    return items.flatMap((item, index) => objectsIn(item, own, [...within, "items", index]));
  }
  return [{ value: named(value, listKind), within }];
}

/** An item of a `PodList` is a Pod, though it does not say so. */
function named(value: { readonly [key: string]: unknown }, { kind, apiVersion }: ListKind): unknown {
  const isBare = value.kind === undefined && value.apiVersion === undefined;
  if (!isBare || kind === undefined || !kind.endsWith("List") || kind === "List") return value;
  return { ...value, kind: kind.slice(0, -"List".length), apiVersion };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
