import type { Shift } from "./shift.ts";

/** Of when the snapshots of the configuration are, RFC 3339, by cluster, as far as it was noted when they were read. */
export async function snapshotTimes({ options }: Shift): Promise<ReadonlyMap<string, string>> {
  const { config, store } = options;
  const times = await Promise.all(
    config.clusters
      .filter(({ snapshot }) => snapshot.length > 0)
      .map(async ({ name }) => [name, (await store.catalogue(name))?.observedAt] as const),
  );
  return new Map(times.flatMap(([name, at]) => (at === undefined ? [] : [[name, at] as const])));
}
