import { nameIn } from "./name-in.ts";
import { rawAt } from "./raw-at.ts";

/** An object of the cluster by which istiod made something. */
export interface MadeBy {
  readonly namespace: string;
  readonly name: string;
}

const written = /^\/apis\/[^/]+\/[^/]+\/namespaces\/([^/]+)\/([^/]+)\/([^/]+)$/;

/**
 * The object that a cluster or a route was made by, where it is of this kind (`destination-rule`).
 * Source: istio/istio, pilot/pkg/networking/util `AddConfigInfoMetadata`.
 */
export function madeBy(made: unknown, kind: "destination-rule" | "virtual-service"): MadeBy | undefined {
  const path = nameIn(rawAt(made, "metadata", "filter_metadata", "istio", "config"));
  const [, namespace, of, name] = written.exec(path ?? "") ?? [];
  return namespace === undefined || name === undefined || of !== kind ? undefined : { namespace, name };
}
