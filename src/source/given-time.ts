import { plainText } from "../kinds/plain-text.ts";
import { MeshError } from "../model/mesh-error.ts";
import { newestTime } from "./newest-time.ts";

/**
 * The moment that an asker takes for now, in UTC.
 * @throws MeshError if the text is no moment
 */
export function givenTime(at: string): string {
  const time = newestTime([at]);
  if (time === undefined)
    throw new MeshError(
      "USAGE",
      `Cannot read "${plainText(at)}" as a time: it is not RFC 3339`,
      "Write it as 2026-05-04T10:00:00Z.",
    );
  return time;
}
