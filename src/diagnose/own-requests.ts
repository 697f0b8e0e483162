import { authorizationPoliciesFor } from "../mesh/authorization-policies.ts";
import { podAt } from "../mesh/workloads.ts";
import type { Flow } from "../model/flow.ts";
import type { LogEntry } from "../model/log-entry.ts";
import { clusterParts, hostAndPort, sniParts } from "../model/log-line.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Pair } from "../model/pair.ts";
import type { Scheme } from "../model/question.ts";
import type { AuthorizationOperation } from "../model/resources/security.ts";
import type { Workload } from "../model/workload.ts";
import { exampleOfPattern } from "./example-value.ts";
import type { Caller } from "./other-callers.ts";
import { schemeOfPort } from "./scheme-of-port.ts";

/** What a caller asks of the service, as far as it is known; `port` is undefined where it may be any. */
interface OwnRequest {
  readonly port: number | undefined;
  readonly method: string | undefined;
  readonly path: string | undefined;
}

/**
 * The request by which a caller is known to call: the latest seen in the logs, else what the server's own ALLOW
 * policies admit it for. Undefined for workloads of which nobody knows that they call at all.
 */
export function ownRequests(
  mesh: Mesh,
  pair: Pair,
  flow: Flow,
  logs: readonly LogEntry[],
): (caller: Caller) => Flow | undefined {
  let seen: ReturnType<typeof requestsSeen> | undefined;
  let meant: ReturnType<typeof requestsMeant> | undefined;
  return ({ workload, pair: own }) => {
    seen ??= requestsSeen(mesh, pair, logs);
    meant ??= requestsMeant(mesh, pair);
    const request = seen(workload) ?? meant.get(`${workload.namespace}/${workload.serviceAccount}`);
    return request === undefined ? undefined : asAsked(flow, request, own);
  };
}

/** The same door, the caller's own request; what else was asked, headers and token, is not the caller's. */
function asAsked(asked: Flow, { method, path, port = asked.port }: OwnRequest, own: Pair): Flow {
  const { to, host, named, chosenBecause } = asked;
  const scheme = method === undefined && path === undefined ? asked.scheme : httpScheme(own, port);
  return {
    from: own.from,
    to,
    host,
    port,
    scheme,
    ...(method === undefined ? {} : { method }),
    ...(path === undefined ? {} : { path }),
    headers: [],
    named,
    chosenBecause,
  };
}

/** Who names a method or a path speaks HTTP to the proxy, whatever the one who asks speaks. */
function httpScheme({ services }: Pair, number: number): Scheme {
  const port = services[0]?.ports.find((one) => one.number === number);
  return port !== undefined && schemeOfPort(port) === "grpc" ? "grpc" : "http";
}

/**
 * The latest request that pods of a workload's owner were seen making of the service: by their own proxies, or, where
 * their logs were not read, by the callee's.
 */
function requestsSeen(
  mesh: Mesh,
  pair: Pair,
  logs: readonly LogEntry[],
): (workload: Workload) => OwnRequest | undefined {
  const hosts = new Set(pair.services.map(({ hostname }) => hostname));
  const made = logs.flatMap(({ pod, method, path, upstreamCluster }) => {
    const cluster = clusterParts(upstreamCluster);
    if (cluster?.direction !== "outbound" || !hosts.has(cluster.host)) return [];
    return [{ pod, request: { port: cluster.port, method, path } }];
  });
  const taken = logs.flatMap(({ method, path, requestedServerName, downstreamRemoteAddress }) => {
    const called = sniParts(requestedServerName);
    const address = hostAndPort(downstreamRemoteAddress)?.host;
    if (called === undefined || address === undefined || !hosts.has(called.host)) return [];
    const pod = podAt(mesh, address);
    return pod === undefined ? [] : [{ pod: pod.metadata, request: { port: called.port, method, path } }];
  });
  return ({ owner }) => {
    const isOwn = ({ pod }: { readonly pod: { readonly namespace: string; readonly name: string } }): boolean =>
      pod.namespace === owner.namespace && isPodOf(pod.name, owner.name);
    return (made.findLast(isOwn) ?? taken.findLast(isOwn))?.request;
  };
}

/** `checkout-7d4b8c6f9-k5lqm` and `checkout-0` are pods of checkout; `checkout-worker-0` is not. */
function isPodOf(pod: string, owner: string): boolean {
  const rest = pod.startsWith(`${owner}-`) ? pod.slice(owner.length + 1) : undefined;
  return rest !== undefined && (/^\d+$/.test(rest) || /^[a-z0-9]{1,10}-[a-z0-9]{5}$/.test(rest));
}

/** What ALLOW policies of the server admit from each service account they name: `shop/refunds` → `POST /refund`. */
function requestsMeant(mesh: Mesh, pair: Pair): ReadonlyMap<string, OwnRequest> {
  const [service] = pair.services;
  const selector =
    service === undefined
      ? undefined
      : mesh.home(service.ref).get("Service", service.ref.namespace, service.ref.name)?.spec.selector;
  if (service === undefined || selector === undefined) return new Map();
  const { allow } = authorizationPoliciesFor(mesh, { namespace: service.namespace, labels: selector, kind: "sidecar" });
  const rules = allow.flatMap(({ spec }) => spec.rules ?? []);
  return new Map(
    rules.flatMap(({ from = [], to = [] }) =>
      from.flatMap(({ source }) =>
        (source?.principals ?? []).flatMap((principal) => {
          const match = /\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(principal);
          return match === null ? [] : [[`${match[1]}/${match[2]}`, exampleFor(to[0]?.operation)] as const];
        }),
      ),
    ),
  );
}

function exampleFor(operation: AuthorizationOperation | undefined): OwnRequest {
  const method = operation?.methods?.[0];
  const path = operation?.paths?.[0];
  return {
    port: undefined,
    method: method === "*" ? undefined : method,
    path: path === undefined ? undefined : exampleOfPattern(path),
  };
}
