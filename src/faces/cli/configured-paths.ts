import { MeshError } from "../../model/mesh-error.ts";
import { clusterNamed } from "../config/cluster-named.ts";
import { readConfig, usualFile } from "../config/read-config.ts";
import { snapshotPaths } from "../config/snapshot-paths.ts";

/**
 * The snapshot of a cluster that the configuration names; its first cluster where none is named.
 * @throws MeshError where no place is named, or none that can be asked
 */
export function configuredPaths(cluster: string | undefined, config: string | undefined): readonly string[] {
  if (cluster === undefined && config === undefined)
    throw new MeshError(
      "USAGE",
      "Cannot answer: no snapshot is named",
      "Add --snapshot DIR (files as kubectl get -o yaml prints them), or try mesh demo.",
    );
  const file = config ?? usualFile;
  return snapshotPaths(clusterNamed(readConfig(file), cluster), file);
}
