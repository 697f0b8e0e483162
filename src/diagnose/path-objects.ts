import { kindOf } from "../kinds/kind-of.ts";
import { compare } from "../model/compare.ts";
import type { RecentChange } from "../model/diagnosis.ts";
import type { Mesh } from "../model/mesh.ts";
import { type Ref, refKey } from "../model/ref.ts";
import { endings, type Trace, visits } from "../model/trace.ts";
import { changeOf } from "./change-of.ts";

/** Every object that a decision on the way rested on, each once. */
export function objectsOnPath(traces: readonly Trace[]): readonly Ref[] {
  const found = new Map<string, Ref>();
  for (const trace of traces) {
    const evidence = [
      ...visits(trace).flatMap(({ hop }) => hop.because),
      ...endings(trace).flatMap(({ end }) => end.because),
    ];
    for (const one of evidence) if (one.kind === "field" && one.ref.kind !== "") found.set(refKey(one.ref), one.ref);
    for (const { end } of endings(trace))
      if (end.cause !== undefined) for (const ref of refsIn(end.cause)) found.set(refKey(ref), ref);
  }
  return [...found.values()];
}

/** The objects that a cause names; those that were merely not in force are no part of the path. */
function refsIn(value: unknown): readonly Ref[] {
  if (typeof value !== "object" || value === null) return [];
  if (isRef(value)) return [value];
  return Object.entries(value).flatMap(([key, inner]) => (offPath.has(key) ? [] : refsIn(inner)));
}

const offPath: ReadonlySet<string> = new Set(["inert", "similar", "gap", "evidence"]);

function isRef(value: object): value is Ref {
  return "apiVersion" in value && "kind" in value && "namespace" in value && "name" in value;
}

/** The changes on the path, latest first; creations count, and so do starts of pods. */
export function changesOnPath(mesh: Mesh, objects: readonly Ref[]): readonly RecentChange[] {
  return objects
    .flatMap((ref): RecentChange[] => {
      const kind = kindOf(ref.apiVersion, ref.kind);
      const resource = kind === undefined ? undefined : mesh.home(ref).get(kind, ref.namespace, ref.name);
      const change = resource === undefined ? undefined : changeOf(resource);
      return change === undefined ? [] : [{ ref, at: change.at, by: change.by }];
    })
    .sort((a, b) => compare(b.at, a.at) || compare(refKey(a.ref), refKey(b.ref)));
}
