import type { Resources } from "../../model/snapshot.ts";
import type { Interest } from "./interest.ts";
import type { ScanScope } from "./scan.ts";

/** Where to look for what was asked: while files are gone through, and once all that is light was read. */
export interface Look extends ScanScope {
  /** Of which namespaces the heavy kinds are read; never fewer than were of interest while scanning. */
  interest(light: Resources): Interest;
}
