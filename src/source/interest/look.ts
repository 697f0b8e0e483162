import type { Resources } from "../../model/snapshot.ts";
import type { Interest } from "./interest.ts";
import type { RollCall } from "./roll.ts";

/** Where to look for what was asked: while a source goes through what there is, and once all that is light was read. */
export interface Look {
  /** Hears of every object that is passed over or read. */
  readonly roll: RollCall;
  /** Whether a namespace is of interest already; what is not may be read a second time, or never. */
  isOfInterest(namespace: string): boolean;
  /** Of which namespaces the heavy kinds are read; never fewer than were of interest before. */
  interest(light: Resources): Interest;
}
