import type { Flow } from "../model/flow.ts";
import { hostAndPort } from "../model/log-line.ts";
import type { Pair } from "../model/pair.ts";
import type { Workload } from "../model/workload.ts";
import type { Callee } from "./callee.ts";
import { isOfPort } from "./is-of-port.ts";
import type { JoinedLines } from "./join-lines.ts";

/** Whether a call is the request that was named, as far as its lines tell: method, path without query, host, port. */
export function isOfFlow(
  { client, server }: JoinedLines,
  flow: Flow,
  pair: Pair,
  to: Callee,
  serverPods: readonly Workload[],
): boolean {
  const method = client?.method ?? server?.method;
  if (flow.method !== undefined && method !== undefined && method !== flow.method) return false;
  const path = client?.path ?? server?.path;
  if (flow.path !== undefined && path !== undefined && bare(path) !== bare(flow.path)) return false;
  return isHost(client?.authority ?? server?.authority) && isOfPort({ client, server }, flow.port, pair, serverPods);

  function isHost(authority: string | undefined): boolean {
    const asked = hostAndPort(hostHeader(flow) ?? flow.host)?.host;
    const logged = hostAndPort(authority)?.host;
    if (asked === undefined || logged === undefined || logged === asked) return true;
    return flow.anyOf?.includes(logged) === true || (to.isNamed(asked) && to.isNamed(logged));
  }
}

/** The value of the Host header that the request was given, in lower case. */
export function hostHeader(flow: Flow | undefined): string | undefined {
  return flow?.headers.find(({ name }) => name === "host" || name === ":authority")?.value.toLowerCase();
}

function bare(path: string): string {
  return /^[^?#]*/.exec(path)?.[0] ?? path;
}
