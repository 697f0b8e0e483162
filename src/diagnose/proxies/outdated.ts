import { proxyStart } from "../../model/proxy-start.ts";
import type { ProxySync } from "../../model/proxy-state.ts";
import type { Workload } from "../../model/workload.ts";

/** For so long a proxy may take to be connected, and to take what it is sent. */
const patienceMs = 60_000;

/**
 * Why a caller's proxy may hold endpoints that are no longer there, as a clause; `undefined`: there is no ground for it.
 * What endpoints it holds is not read. Nothing is said of a proxy that has just started, and of times that istiod does
 * not tell.
 */
export function outdated(sync: ProxySync | undefined, { pod }: Workload, now: string): string | undefined {
  if (sync === undefined) return undefined;
  if (!sync.connected)
    return isLong(proxyStart(pod), now)
      ? "it is connected to no istiod, which tells it of endpoints that come and go"
      : undefined;
  const endpoints = sync.types.find(({ type }) => type === "endpoint");
  if (endpoints?.state === "rejected") return "it refused the endpoints that istiod sent last";
  return endpoints?.state === "stale" && isLong(endpoints.sentAt, now)
    ? `it has not taken the endpoints that istiod sent at ${endpoints.sentAt}`
    : undefined;
}

function isLong(since: string | undefined, now: string): boolean {
  return Date.parse(now) - Date.parse(since ?? "") > patienceMs;
}
