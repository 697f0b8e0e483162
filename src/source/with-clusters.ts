import type { Source } from "../model/source.ts";

/** The same source, which also tells by which names clusters can be asked about. */
export function withClusters(source: Source, clusters: readonly string[]): Source {
  return { read: async (asked, observer) => ({ ...(await source.read(asked, observer)), clusters }) };
}
