import { type Ref, refKey } from "../../model/ref.ts";
import type { Hop } from "../../model/trace.ts";

/** The Gateways that opened the door the request came through; empty where it passed none. */
export function gatewaysPassed(way: readonly Hop[]): readonly Ref[] {
  const found = new Map<string, Ref>();
  for (const { kind, because } of way)
    if (kind === "gateway")
      for (const one of because)
        if (one.kind === "field" && one.ref.kind === "Gateway") found.set(refKey(one.ref), one.ref);
  return [...found.values()];
}
