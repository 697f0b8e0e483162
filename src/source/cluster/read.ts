import type { Kind } from "../../model/resource-kinds.ts";

/** One thing to ask the API server for: a list, or with a name, one object. */
export interface Read {
  readonly kind: Kind;
  /** Absent: every namespace, or a kind that has none. */
  readonly namespace?: string;
  readonly name?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Only its metadata is asked for: of Secrets nothing else is ever read. */
  readonly metadataOnly?: boolean;
  /** Stops after so many. */
  readonly most?: number;
}

/** The same text for what is the same request. */
export function readKey({ kind, namespace, name, labelSelector, fieldSelector }: Read): string {
  return [kind, namespace, name, labelSelector, fieldSelector].map((part) => part ?? "").join("|");
}
