import type { ClusterConfig, Config } from "../../model/config.ts";
import { MeshError } from "../../model/mesh-error.ts";
import { similarNames } from "../../model/similar-names.ts";

/**
 * A configured cluster; the first one where the name is empty.
 * @throws MeshError UNKNOWN_NAME
 */
export function clusterNamed({ clusters }: Config, name: string): ClusterConfig {
  const found = name === "" ? clusters[0] : clusters.find((cluster) => cluster.name === name);
  if (found !== undefined) return found;
  const names = clusters.map((cluster) => cluster.name);
  const near = similarNames(name, names);
  throw new MeshError(
    "UNKNOWN_NAME",
    `Cannot ask cluster "${name}": meshwhy.yaml has none of that name`,
    near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `It has ${names.join(", ")}.`,
  );
}
