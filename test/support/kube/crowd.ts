import type { RawObject } from "../snapshot.ts";

/** Many objects of one kind that are made when they are asked for, and not held. */
export interface Crowd {
  readonly count: number;
  /** The object of an index from 0 on; the same each time. */
  readonly object: (index: number) => RawObject;
}

/** What a fake API server has: objects, and crowds of them. */
export type KubeObjects = readonly (RawObject | Crowd)[];

export function isCrowd(given: RawObject | Crowd): given is Crowd {
  return typeof given.object === "function";
}
