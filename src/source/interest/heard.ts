import type { Kind } from "../../model/resource-kinds.ts";

/** What is heard of an object, whether or not it is read. */
export interface Heard {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, unknown>>;
  /** Of a Pod, where the question asks for a service account; "" else. */
  readonly serviceAccount: string;
  /** Of a Pod in a live cluster: its own addresses. */
  readonly addresses?: readonly string[];
}
