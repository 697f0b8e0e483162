import type { Destination, HttpRoute } from "./resources/routing.ts";

/** Where a route sends copies of its requests, by either field. */
export function mirrorsOf({ mirror, mirrors = [] }: HttpRoute): readonly Destination[] {
  return [...(mirror === undefined ? [] : [mirror]), ...mirrors.map(({ destination }) => destination)];
}
