/** What VirtualServices bind to when they mean the sidecars of the mesh. */
export const meshGateway = "mesh";

/**
 * A gateway as a VirtualService names it, as `namespace/name`: short names belong to the VirtualService's namespace,
 * `./name` too, and the legacy `name.ns.svc.cluster.local` gives `ns/name`. `mesh` stays.
 * Source: pilot/pkg/model/config.go `resolveGatewayName`.
 */
export function gatewayName(written: string, namespace: string): string {
  if (written === meshGateway) return written;
  if (written.startsWith("./")) return `${namespace}/${written.slice(2)}`;
  if (written.includes("/")) return written;
  const [name = "", gatewayNamespace] = written.split(".");
  return `${gatewayNamespace ?? namespace}/${name}`;
}
