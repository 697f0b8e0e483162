import type { Evidence } from "../model/evidence.ts";
import { byDefault, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { path } from "../model/path.ts";
import { hostSubsetOf, mostSpecificMatch } from "./host.ts";

/**
 * Why a host's endpoints in other clusters are left alone, whatever Services there are; `undefined`: they are not.
 * Source: pilot/pkg/model/cluster_local.go `onMeshUpdated`, `IsClusterLocal`.
 */
export function clusterLocal({ settings }: Mesh, hostname: string): Evidence | undefined {
  const { domain, rootNamespace, config, ref } = settings;
  const written = (config.serviceSettings ?? []).flatMap(({ hosts = [], settings: { clusterLocal: local } = {} }, i) =>
    hosts.map((host) => ({ host, local: local === true, at: path("mesh", "serviceSettings", i) })),
  );
  const usual = [
    `*.kube-system.svc.${domain}`,
    `kubernetes.default.svc.${domain}`,
    `istiod.${rootNamespace}.svc.${domain}`,
  ].filter((host) => !written.some((one) => !one.local && hostSubsetOf(one.host, host)));
  const host = mostSpecificMatch(hostname, [...written.map((one) => one.host), ...usual]);
  if (host === undefined) return undefined;
  if (usual.includes(host)) return byDefault(`${host} stays within its cluster`);
  const last = written.findLast((one) => one.host === host);
  if (last?.local !== true || ref === undefined) return undefined;
  return field(ref, `${last.at}.settings.clusterLocal`, true, `${host} stays within its cluster`);
}
