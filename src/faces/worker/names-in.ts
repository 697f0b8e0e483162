import { compare } from "../../model/compare.ts";
import type { Metadata } from "../../model/metadata.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { KnownNames } from "./worker-options.ts";

/** What can be asked about in a snapshot. */
export function namesIn({ resources, at }: Pick<Snapshot, "resources" | "at">): KnownNames {
  const names = (objects: readonly { readonly metadata: Metadata }[] = []): readonly string[] =>
    objects.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  const sorted = (all: readonly string[]): readonly string[] => [...new Set(all)].sort(compare);
  return {
    observedAt: at,
    services: sorted(names(resources.Service)),
    workloads: sorted([...names(resources.Deployment), ...names(resources.StatefulSet), ...names(resources.DaemonSet)]),
  };
}
