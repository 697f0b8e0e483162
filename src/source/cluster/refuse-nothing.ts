import { clusterTrouble } from "./cluster-trouble.ts";
import type { Reader } from "./reader.ts";

/** Lets pass whatever could be read, be it little. @throws MeshError where nothing at all could */
export function refuseNothing(cluster: string, kube: Reader): void {
  const [first] = kube.troubles;
  if (first === undefined || kube.all("Service").length + kube.all("Namespace").length > 0) return;
  throw clusterTrouble(cluster, kube.troubles.find(({ kind }) => kind !== "forbidden") ?? first);
}
