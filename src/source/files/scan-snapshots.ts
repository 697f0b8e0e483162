import type { Gap } from "../../model/snapshot.ts";
import type { Observer } from "../../model/source.ts";
import type { Look } from "../interest/look.ts";
import type { Entry } from "./entry.ts";
import { limits } from "./limits.ts";
import type { OpenSnapshot } from "./open-snapshots.ts";
import { scan } from "./scan.ts";

/** What was found, snapshot by snapshot. */
export interface Scanned {
  readonly entries: readonly (readonly Entry[])[];
  readonly gaps: readonly Gap[];
}

/** Goes through all files once. Heavy kinds are read at once only where they are of interest for certain. */
export function scanSnapshots(
  snapshots: readonly OpenSnapshot[],
  scope: Look,
  observer: Observer | undefined,
): Scanned {
  const gaps: Gap[] = [];
  const total = snapshots.flatMap(({ inputs }) => inputs).reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  let count = 0;
  const entries = snapshots.map(({ inputs }) => {
    const found: Entry[] = [];
    for (const input of inputs) {
      const progress = (bytes: number): void => observer?.({ stage: "reading files", done: done + bytes, total });
      const sink = { entry: (entry: Entry) => take(entry, found), gap: (gap: Gap) => gaps.push(gap), progress };
      scan(input, sink, scope);
      done += input.size;
      progress(0);
    }
    return found;
  });
  if (count > limits.objects)
    gaps.push({ what: "objects", why: `the snapshot has ${count}; only the first ${limits.objects} were read` });
  return { entries, gaps };

  function take(entry: Entry, found: Entry[]): void {
    count += 1;
    if (count <= limits.objects) found.push(entry);
  }
}
