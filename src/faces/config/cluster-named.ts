import type { ClusterConfig, Config } from "../../model/config.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { similarNames } from "../../model/similar-names.ts";

/**
 * The configured cluster of a name; where none is named, the first.
 * @throws MeshError UNKNOWN_NAME
 */
export function clusterNamed({ clusters }: Config, name: string | undefined): ClusterConfig {
  const found = name === undefined || name === "" ? clusters[0] : clusters.find((cluster) => cluster.name === name);
  if (found !== undefined) return found;
  const names = clusters.map((cluster) => cluster.name);
  const near = similarNames(name ?? "", names);
  throw new MeshError(
    "UNKNOWN_NAME",
    `Cannot ask cluster "${name}": meshwhy.yaml names no such cluster`,
    near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `Ask one of ${names.join(", ")}.`,
    near.length > 0 ? near : names,
  );
}
