import { isWildcard } from "../mesh/host.ts";
import { labelsMatch } from "../mesh/labels.ts";
import { refOf } from "../mesh/ref-of.ts";
import { ownerOf } from "../mesh/workloads.ts";
import { field } from "../model/evidence.ts";
import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import type { RegistryService } from "../model/service.ts";
import type { DeclaredCaller } from "./gateway-callers.ts";

const byEgressHost: IndexDefinition<"Sidecar"> = {
  name: "sidecars by egress host",
  kind: "Sidecar",
  keys: ({ spec }) =>
    (spec.egress ?? []).flatMap(({ hosts }) =>
      hosts.map((host) => host.slice(host.indexOf("/") + 1).toLowerCase()).filter((host) => !isWildcard(host)),
    ),
};

/**
 * Workloads whose own Sidecar (one with a selector) names a service as a host to call. A Sidecar of a whole namespace
 * says what its workloads may see, not which of them calls.
 */
export function sidecarCallers(mesh: Mesh, { hostname, namespace }: RegistryService): readonly DeclaredCaller[] {
  return mesh.find(byEgressHost, hostname).flatMap((sidecar) => {
    const { workloadSelector, egress = [] } = sidecar.spec;
    const own = sidecar.metadata.namespace;
    const labels = workloadSelector?.labels;
    if (labels === undefined) return [];
    const paths = egress.flatMap(({ hosts }, i) =>
      hosts.flatMap((written, j) => {
        const [scope = "", host = ""] = written.split("/");
        const covers = scope === "*" || (scope === "." ? own : scope) === namespace;
        return covers && host.toLowerCase() === hostname ? [{ path: `spec.egress[${i}].hosts[${j}]`, written }] : [];
      }),
    );
    const [first] = paths;
    if (first === undefined) return [];
    return mesh
      .list("Pod", own)
      .filter((pod) => labelsMatch(labels, pod.metadata.labels))
      .map((pod) => ({ ref: ownerOf(mesh, pod), evidence: field(refOf(sidecar), first.path, first.written) }));
  });
}
