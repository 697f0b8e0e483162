import { MeshError } from "../../model/mesh-error.ts";
import type { Question } from "../../model/question.ts";
import { similarNames } from "../../model/similar-names.ts";

/** A question, and the cluster of its caller: "" where the first one of the configuration is meant. */
export interface PlacedQuestion {
  readonly cluster: string;
  /** Its `toCluster` is another cluster than the caller's, or absent. */
  readonly question: Question;
}

/**
 * Which clusters the ends of a question are of: what is written behind them, else what was said besides.
 * @throws MeshError UNKNOWN_NAME for a cluster that is not configured
 */
export function placedQuestion(
  { cluster: written, toCluster, ...question }: Question,
  said: string | undefined,
  clusters: readonly string[],
): PlacedQuestion {
  for (const name of [written, toCluster]) if (name !== undefined) refuseUnknown(name, clusters);
  const cluster = written ?? said ?? "";
  const own = cluster === "" ? clusters[0] : cluster;
  return { cluster, question: toCluster === undefined || toCluster === own ? question : { ...question, toCluster } };
}

function refuseUnknown(name: string, clusters: readonly string[]): void {
  if (clusters.includes(name)) return;
  const near = similarNames(name, clusters);
  throw new MeshError(
    "UNKNOWN_NAME",
    `Cannot find cluster "${name}": it is not configured`,
    near.length > 0 ? `Did you mean @${near.join(" or @")}?` : `Take one of ${clusters.join(", ")}.`,
  );
}
