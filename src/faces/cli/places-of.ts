import { configuredPaths } from "./configured-paths.ts";

/**
 * Where to read: the snapshots that are named, else those of a configured cluster.
 * @throws MeshError where no place is named, or none that can be asked
 */
export function placesOf(from: {
  readonly snapshots: readonly string[];
  readonly cluster: string | undefined;
  readonly config: string | undefined;
}): readonly string[] {
  return from.snapshots.length > 0 ? from.snapshots : configuredPaths(from.cluster, from.config);
}
