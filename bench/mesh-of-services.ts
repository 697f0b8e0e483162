import type { MeshSize } from "./generate-mesh.ts";

/** The mesh that a cluster of so many services has: fifty in a namespace, five pods each, three objects of Istio. */
export function meshOfServices(services: number): MeshSize {
  return {
    services,
    podsPerService: 5,
    istioObjects: services * 3,
    namespaces: Math.max(2, Math.round(services / 50)),
  };
}
