import type { Spot } from "../model/cause.ts";
import type { Json } from "../model/json.ts";
import type { Mesh } from "../model/mesh.ts";
import { pathParts } from "../model/path.ts";
import { apiGroup, type Ref } from "../model/ref.ts";
import type { Kind } from "../model/resource-kinds.ts";

/** What stands in a field of an object that was read; `undefined`: nothing does. */
export function valueAt(mesh: Mesh, { ref, path }: Spot): Json | undefined {
  const object: unknown = mesh.home(ref).get(kindOf(ref), ref.namespace, ref.name);
  return pathParts(path).reduce(member, object) as Json | undefined;
}

/** The two Gateways share a name. */
function kindOf({ kind, apiVersion }: Ref): Kind {
  return kind === "Gateway" && apiGroup(apiVersion) === "gateway.networking.k8s.io"
    ? "KubernetesGateway"
    : (kind as Kind);
}

function member(value: unknown, part: string | number): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[part] : undefined;
}
