import type { Mesh } from "../model/mesh.ts";
import type { Assumption, Gap, Snapshot } from "../model/snapshot.ts";
import { endings, type Trace } from "../model/trace.ts";

/** What could not be read, and what the requests met that is not modelled. */
export function gapsOf(snapshot: Snapshot, traces: readonly Trace[]): readonly Gap[] {
  const met = traces.flatMap((trace) =>
    endings(trace).flatMap(({ end }) =>
      end.cause?.code === "unreadable"
        ? [end.cause.gap]
        : end.cause?.code === "not-modelled"
          ? [{ what: end.cause.what, why: "not modelled yet" }]
          : [],
    ),
  );
  // Secrets are seldom part of a snapshot, and only a TLS gateway rests on one: then the trace has met the gap.
  const read = snapshot.gaps.filter(
    ({ kind, ref, isLeftOut }) => isLeftOut !== true && (kind !== "Secret" || ref !== undefined),
  );
  const all = [...read, ...met];
  return all.filter((gap, i) => all.findIndex(({ what, why }) => what === gap.what && why === gap.why) === i);
}

/** What was taken for granted, by the source and on the way. */
export function assumptionsOf(snapshot: Snapshot, traces: readonly Trace[], mesh: Mesh): readonly Assumption[] {
  const texts = [...snapshot.assumptions.map(({ what }) => what), ...traces.flatMap(({ assumptions }) => assumptions)];
  if (mesh.settings.istioVersion === undefined)
    texts.push("the Istio version is not in the snapshot: the newest known behaviour is supposed");
  const filters = [...mesh.all("EnvoyFilter"), ...mesh.all("WasmPlugin")];
  if (filters.length > 0)
    texts.push(
      `${filters.length} EnvoyFilter or WasmPlugin ${filters.length === 1 ? "object is" : "objects are"} not modelled and presumed harmless`,
    );
  return [...new Set(texts)].map((what) => ({ what }));
}
