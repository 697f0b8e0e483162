import type { Probes } from "../../model/doctor.ts";
import type { Source } from "../../model/source.ts";

/**
 * What a snapshot holds of the mesh's own setup.
 * @param now milliseconds since 1970
 * @throws MeshError where it cannot be read
 */
export async function snapshotProbes(source: Source, name: string, now: number): Promise<Probes> {
  const { resources, gaps, at } = await source.read({ of: [], namespaces: ["istio-system"], pairs: [] });
  return { name, resources, gaps, at, here: new Date(now).toISOString() };
}
