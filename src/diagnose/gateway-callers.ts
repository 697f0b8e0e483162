import { gatewayName, meshGateway } from "../mesh/gateway-name.ts";
import { gatewayPods } from "../mesh/gateway-pods.ts";
import { labelsMatch } from "../mesh/labels.ts";
import { refOf } from "../mesh/ref-of.ts";
import { virtualServicesSendingTo } from "../mesh/virtual-service-destinations.ts";
import { ownerOf } from "../mesh/workloads.ts";
import { type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Ref } from "../model/ref.ts";
import type { RegistryService } from "../model/service.ts";

/** A caller, and what declares that it calls. */
export interface DeclaredCaller {
  readonly ref: Ref;
  readonly evidence: Evidence;
}

/** Gateway workloads at which a VirtualService routes requests to a service. */
export function gatewayCallers(mesh: Mesh, { hostname }: RegistryService): readonly DeclaredCaller[] {
  return virtualServicesSendingTo(mesh, hostname).flatMap((sender) =>
    (sender.spec.gateways ?? []).flatMap((written, i) => {
      if (written === meshGateway) return [];
      const [namespace = "", name = ""] = gatewayName(written, sender.metadata.namespace).split("/");
      const gateway = mesh.get("Gateway", namespace, name);
      if (gateway === undefined) return [];
      return gatewayPods(mesh)
        .filter(({ metadata }) => labelsMatch(gateway.spec.selector, metadata.labels))
        .map((pod) => ({
          ref: ownerOf(mesh, pod),
          evidence: field(refOf(sender), `spec.gateways[${i}]`, written, `routes ${sender.spec.hosts.join(", ")} here`),
        }));
    }),
  );
}
