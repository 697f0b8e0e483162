import type { WireRequest } from "./exchange.ts";
import { UnfitPath } from "./unfit-path.ts";

/**
 * Where a request goes. Nothing in a path may lead out of it: names come from the cluster and from users.
 * @throws UnfitPath
 */
export function targetOf(server: string, { path, query }: WireRequest): URL {
  const unfit = new UnfitPath(`Not a path of an API server: ${path}`);
  if (!path.startsWith("/") || path.includes("//")) throw unfit;
  const base = new URL(server);
  const start = base.pathname.replace(/\/$/, "");
  const target = new URL(`${base.origin}${start}${path}`);
  if (target.pathname !== start + path) throw unfit;
  for (const [key, value] of Object.entries(query)) target.searchParams.set(key, value);
  return target;
}
