import type { Flow } from "../../model/flow.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { Pair } from "../../model/pair.ts";
import type { Hop } from "../../model/trace.ts";

/** For whom an object would have to be in force, and for which host. */
export interface Scene {
  readonly mesh: Mesh;
  readonly pair: Pair;
  readonly flow: Flow;
  /** In full: what was dialled, or what a route names. */
  readonly host: string;
  /** The hops passed before the request failed. */
  readonly way: readonly Hop[];
}

/** Where the proxy runs that has to know the object. */
export function clientNamespace({ pair }: Scene): string {
  return pair.clients[0]?.namespace ?? pair.from.namespace;
}
