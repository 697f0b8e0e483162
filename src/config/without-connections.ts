import type { Config } from "../model/config.ts";

/** The same without the ways into clusters: for functions that read none. */
export function withoutConnections(config: Config): Config {
  return { ...config, clusters: config.clusters.map(({ live: _, ...cluster }) => cluster) };
}
