import type { Mesh } from "../model/mesh.ts";
import type { VirtualService } from "../model/resources/virtual-service.ts";
import { gatewayName, meshGateway } from "./gateway-name.ts";
import { effectiveExportTo, exportedTo } from "./visibility.ts";

/**
 * Whether a VirtualService is bound to a gateway (`mesh`, `namespace/name`); none written means the mesh.
 * Source: pilot/pkg/model/push_context.go `getGatewayNames`.
 */
export function boundTo({ spec, metadata }: VirtualService, gateway: string): boolean {
  const { gateways = [] } = spec;
  if (gateways.length === 0) return gateway === meshGateway;
  return gateways.some((written) => gatewayName(written, metadata.namespace) === gateway);
}

/** How near a VirtualService stands to a client: nearer ones are tried first, whatever their age. */
export type Nearness = "private" | "exported" | "public";

/**
 * Through which of the three buckets a client's namespace sees a VirtualService; `undefined`: not at all. Only
 * `exportTo` without `*` makes it private or exported: a public one of the client's own namespace is public.
 * Source: pilot/pkg/model/push_context.go `initVirtualServices`; virtualservice.go `SelectVirtualServices`.
 */
export function nearness(mesh: Mesh, { spec, metadata }: VirtualService, namespace: string): Nearness | undefined {
  const defaults = mesh.settings.virtualServiceExportTo;
  if (!exportedTo(spec.exportTo, defaults, metadata.namespace, namespace)) return undefined;
  if (effectiveExportTo(spec.exportTo, defaults).includes("*")) return "public";
  return metadata.namespace === namespace ? "private" : "exported";
}
