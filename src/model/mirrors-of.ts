import type { Destination } from "./resources/destination.ts";
import type { HttpRoute } from "./resources/virtual-service.ts";

/** Where a route sends copies of its requests, by either field. */
export function mirrorsOf({ mirror, mirrors = [] }: HttpRoute): readonly Destination[] {
  return [...(mirror === undefined ? [] : [mirror]), ...mirrors.map(({ destination }) => destination)];
}
