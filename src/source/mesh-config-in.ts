import type { ConfigMap } from "../model/resources/core.ts";
import type { MeshConfig } from "../model/resources/mesh-config.ts";
import type { Resources } from "../model/snapshot.ts";

/** The mesh configuration that says how logs are written: the default revision's, where there are several. */
export function meshConfigIn({ ConfigMap = [] }: Resources): MeshConfig | undefined {
  const [first] = ConfigMap.filter(({ mesh }) => mesh !== undefined).sort((a, b) => rank(a) - rank(b));
  return first?.mesh;
}

function rank({ metadata }: ConfigMap): number {
  return (metadata.name === "istio" ? 0 : 2) + (metadata.namespace === "istio-system" ? 0 : 1);
}
