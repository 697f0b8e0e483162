import type { Mesh } from "../model/mesh.ts";
import type { Pair } from "../model/pair.ts";
import type { Party } from "../model/question.ts";
import type { Assumption, Gap, Snapshot } from "../model/snapshot.ts";
import { endings, type Trace } from "../model/trace.ts";

/** What could not be read, and what the requests met that is not modelled. */
export function gapsOf(snapshot: Snapshot, traces: readonly Trace[], pair?: Pair): readonly Gap[] {
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
  const everywhere = [snapshot, ...(snapshot.peers ?? [])].flatMap(({ gaps }) => gaps);
  const read = everywhere.filter(
    ({ kind, ref, isLeftOut }) => isLeftOut !== true && (kind !== "Secret" || ref !== undefined),
  );
  const all = [...read, ...met].map((gap) => answerable(gap, snapshot, pair));
  return all.filter((gap, i) => all.findIndex(({ what, why }) => what === gap.what && why === gap.why) === i);
}

/** A cluster that was not read is asked about by its name, if it has one. */
function answerable(gap: Gap, { clusters = [] }: Snapshot, pair: Pair | undefined): Gap {
  const { cluster } = gap;
  if (cluster === undefined || pair === undefined) return gap;
  const question = `mesh why ${nameOf(pair.from)} ${nameOf(pair.to)}@${cluster}`;
  const grant = clusters.includes(cluster) ? question : `${question}, once meshwhy.yaml names cluster ${cluster}`;
  return { ...gap, grant };
}

function nameOf({ namespace, name }: Party): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** What was taken for granted, by the source and on the way. */
export function assumptionsOf(snapshot: Snapshot, traces: readonly Trace[], mesh: Mesh): readonly Assumption[] {
  const texts = [...snapshot.assumptions.map(({ what }) => what), ...traces.flatMap(({ assumptions }) => assumptions)];
  if ([mesh, ...mesh.peers].some(({ settings }) => settings.istioVersion === undefined))
    texts.push("the Istio version is not known: the newest known behaviour is supposed");
  const filters = [mesh, ...mesh.peers].flatMap((home) => [...home.all("EnvoyFilter"), ...home.all("WasmPlugin")]);
  if (filters.length > 0)
    texts.push(
      `${filters.length} EnvoyFilter or WasmPlugin ${filters.length === 1 ? "object is" : "objects are"} not modelled and presumed harmless`,
    );
  return [...new Set(texts)].map((what) => ({ what }));
}
