import type { Kind } from "../../model/resource-kinds.ts";

/** What is known of an object before it is read. */
export interface Head {
  readonly kind: Kind;
  readonly apiVersion: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, unknown>>;
  /** Of a Pod, where the question asks for a service account; "" else. */
  readonly serviceAccount: string;
  /** `meshwhy/delete: "true"`. */
  readonly isDeletion: boolean;
}
