import { isDeepStrictEqual } from "node:util";
import { plainText } from "../../kinds/plain-text.ts";
import { refKey, refText } from "../../model/ref.ts";
import type { Gap } from "../../model/snapshot.ts";
import type { Entry } from "./entry.ts";
import { siteLine } from "./site-line.ts";
import { refOf } from "./trouble.ts";

/** What stands after all snapshots: one entry for each object, by `refKey`. */
export interface Merged {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly gaps: readonly Gap[];
}

/** Lays later snapshots over earlier ones. Two objects of one name in the same snapshot are a gap, unless they agree. */
export function mergeEntries(snapshots: readonly (readonly Entry[])[]): Merged {
  const entries = new Map<string, Entry>();
  const gaps: Gap[] = [];
  for (const [index, snapshot] of snapshots.entries()) {
    for (const [key, entry] of ofOne(snapshot)) {
      if (entry.state.is !== "deletion") entries.set(key, entry);
      else if (!entries.delete(key) && index > 0) gaps.push(nothingToDelete(entry));
    }
  }
  return { entries, gaps };
}

function ofOne(snapshot: readonly Entry[]): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const entry of snapshot) {
    const key = refKey(refOf(entry));
    const other = entries.get(key);
    if (other === undefined) entries.set(key, entry);
    else if (!agree(other, entry)) entries.set(key, { ...other, state: { is: "bad", gap: conflict(other, entry) } });
  }
  return entries;
}

function agree({ state: a }: Entry, { state: b }: Entry): boolean {
  if (a.is === "read" && b.is === "read")
    return isDeepStrictEqual({ ...a.resource, apiVersion: "" }, { ...b.resource, apiVersion: "" });
  return a.is === b.is && a.is !== "bad";
}

function conflict(one: Entry, other: Entry): Gap {
  const ref = refOf(one);
  return {
    what: plainText(refText(ref)),
    why: `two different objects of this name: ${placeOf(one)} and ${placeOf(other)}`,
    grant: "keep one of them, or give one as an overlay with another --snapshot",
    kind: one.kind,
    namespace: one.namespace,
    ref,
    place: { file: one.site.input.name, line: siteLine(one.site) },
  };
}

function nothingToDelete(entry: Entry): Gap {
  return {
    what: plainText(refText(refOf(entry))),
    why: `${placeOf(entry)} deletes it, but no earlier snapshot holds it`,
  };
}

function placeOf({ site }: Entry): string {
  return plainText(`${site.input.name}:${siteLine(site)}`);
}
