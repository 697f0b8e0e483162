import type { Walk } from "./walk.ts";

/** At a gateway: a route that names what was asked for may name other backends beside it, and they are right too. */
export function askedBy(walk: Walk, hosts: readonly string[]): Walk {
  const asked = walk.pair.services.map(({ hostname }) => hostname);
  const named =
    asked.length === 0 ||
    walk.onAskedHost ||
    hosts.some((host) => asked.some((hostname) => hostname === host || hostname.startsWith(`${host}.`)));
  return { ...walk, onAskedHost: named };
}
