import { toResource } from "../src/kinds/to-resource.ts";
import type { AnyResource } from "../src/model/resource-kinds.ts";
import type { Snapshot } from "../src/model/snapshot.ts";
import { generateMesh, type MeshSize } from "./generate-mesh.ts";
import { plantFault } from "./plant-fault.ts";

/** A made-up mesh as a snapshot, with faults planted by the names of services. */
export function inMemory(size: MeshSize, faults: ReadonlyMap<string, number>): Snapshot {
  const resources: Record<string, AnyResource[]> = {};
  let objects = 0;
  for (const raw of generateMesh(size)) {
    const converted = toResource(plantFault(raw, faults));
    if (converted?.resource === undefined) continue;
    objects += 1;
    const list = resources[converted.kind] ?? [];
    list.push(converted.resource);
    resources[converted.kind] = list;
  }
  return {
    resources: resources,
    gaps: [],
    logs: [],
    loggedPods: [],
    at: "2026-11-20T14:00:00Z",
    assumptions: [],
    locate: () => undefined,
    stats: { objects, logLines: 0, apiCalls: 0 },
  };
}
