import type { Gap } from "../model/snapshot.ts";
import type { GapJson } from "./diagnosis-json.ts";
import { present } from "./present.ts";

/** What could not be read, as the contracts have it. */
export function gapJson({ what, why, grant }: Gap): GapJson {
  return { what, why, ...present({ grant }) };
}
