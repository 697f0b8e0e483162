import { clusterParts } from "../model/log-line.ts";
import type { Observation } from "../model/observation.ts";

/** A request that failed in the logs, as far as it was logged. */
export interface SeenRequest {
  readonly port: number | undefined;
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly host: string | undefined;
}

/** The requests seen failing, the most frequent first; at most three. */
export function seenRequests({ calls }: Observation): readonly SeenRequest[] {
  const counts = new Map<string, { request: SeenRequest; count: number }>();
  for (const call of calls) {
    if (!call.failed) continue;
    const line = call.client ?? call.server;
    if (line?.method === undefined || line.path === undefined) continue;
    const port = line.upstreamCluster === undefined ? undefined : clusterParts(line.upstreamCluster)?.port;
    const request: SeenRequest = {
      port: call.client === undefined ? undefined : port,
      method: line.method,
      path: line.path.split("?", 1).join(""),
      host: undefined,
    };
    const key = `${request.port} ${request.method} ${request.path}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { request, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, 3)
    .map(({ request }) => request);
}
