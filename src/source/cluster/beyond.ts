import type { Wanted } from "../interest/wanted.ts";
import type { End } from "./ends.ts";
import { podsOf, selectorText, slicesOf } from "./heavy-reads.ts";
import type { Read } from "./read.ts";
import type { Reader } from "./reader.ts";
import { podReadByName } from "./reads-by-name.ts";

/** What is left of a crowded namespace. */
export interface Beyond {
  /** Reads what both ends need of it, by label. */
  readonly reads: readonly Read[];
  /** What is not read of it, as a clause. */
  readonly untold: readonly string[];
}

/** Where a namespace has more pods than are read of one, those of both ends are read by their labels. */
export function beyond(
  places: ReadonlySet<string>,
  ends: readonly End[],
  wanted: readonly Wanted[],
  reader: Reader,
): Beyond {
  const reads: Read[] = [];
  const untold: string[] = [];
  for (const namespace of places) {
    const pods = reader.cut(podsOf(namespace));
    if (pods !== undefined) {
      const all = pods.remaining === undefined ? "more" : String(pods.kept + pods.remaining);
      untold.push(
        `namespace ${namespace} has ${all} pods: only the first ${pods.kept} and those of both ends were read, so other callers there may be missing`,
      );
      // Which of them an end is called after is only known by its name.
      reads.push(...wanted.flatMap(podReadByName).filter((read) => read.namespace === namespace));
      for (const { selections } of ends)
        for (const { namespace: of, labels } of selections) {
          const labelSelector = of === namespace ? selectorText(labels) : undefined;
          if (labelSelector !== undefined) reads.push({ kind: "Pod", namespace, labelSelector });
        }
    }
    if (reader.cut(slicesOf(namespace)) !== undefined)
      for (const name of servicesIn(namespace, ends))
        reads.push({ kind: "EndpointSlice", namespace, labelSelector: `kubernetes.io/service-name=${name}` });
  }
  return { reads, untold };
}

function servicesIn(namespace: string, ends: readonly End[]): readonly string[] {
  return ends.flatMap(({ services }) =>
    services.filter(({ metadata }) => metadata.namespace === namespace).map(({ metadata }) => metadata.name),
  );
}
