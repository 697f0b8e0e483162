import { isNewProxy, proxyPatienceMs } from "../../model/is-new-proxy.ts";
import type { ProxySync } from "../../model/proxy-state.ts";
import type { Workload } from "../../model/workload.ts";

/**
 * Why a caller's proxy may hold endpoints that are no longer there, as a clause; `undefined`: there is no ground for it.
 * What endpoints it holds is not read. Nothing is said of a proxy that has just started, and of times that istiod does
 * not tell.
 */
export function outdated(sync: ProxySync | undefined, { pod }: Workload, now: string): string | undefined {
  if (sync === undefined) return undefined;
  if (!sync.connected)
    return isNewProxy(pod, now)
      ? undefined
      : "it is connected to no istiod, which tells it of endpoints that come and go";
  const endpoints = sync.types.find(({ type }) => type === "endpoint");
  if (endpoints?.state === "rejected") return "it refused the endpoints that istiod sent last";
  const waited = Date.parse(now) - Date.parse(endpoints?.sentAt ?? "");
  return endpoints?.state === "stale" && waited > proxyPatienceMs
    ? `it has not taken the endpoints that istiod sent at ${endpoints.sentAt}`
    : undefined;
}
