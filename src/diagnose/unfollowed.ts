import type { Mesh } from "../model/mesh.ts";
import type { Gap } from "../model/snapshot.ts";

const routes = ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "Ingress"] as const;

/** Routes of these namespaces that may lead callers in, and of which it is not known whom they lead where. */
export function unfollowed(mesh: Mesh, namespaces: readonly string[]): readonly Gap[] {
  return routes.flatMap((kind) => {
    const found = [...new Set(namespaces)].flatMap((namespace) => mesh.list(kind, namespace)).length;
    if (found === 0) return [];
    return [
      { what: `callers through ${kind}s`, why: `${found} of them ${found === 1 ? "is" : "are"} not followed yet` },
    ];
  });
}
