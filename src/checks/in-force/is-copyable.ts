import type { HttpRoute } from "../../model/resources/virtual-service.ts";

/** Members of which only a part is read, so that a copy made from what was read would not be the same. */
const readInPart: readonly (keyof HttpRoute)[] = ["mirror", "mirrors", "corsPolicy", "retries", "delegate"];

/** Whether a route can be written anew from what was read of it. */
export function isCopyable(route: HttpRoute): boolean {
  return readInPart.every((member) => route[member] === undefined);
}
