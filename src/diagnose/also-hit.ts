import { authorizationPoliciesFor } from "../mesh/authorization-policies.ts";
import type { CauseCode } from "../model/cause.ts";
import type { Flow } from "../model/flow.ts";
import type { LogEntry } from "../model/log-entry.ts";
import { clusterParts } from "../model/log-line.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Pair } from "../model/pair.ts";
import type { AuthorizationOperation } from "../model/resources/security.ts";
import { endings, type Trace } from "../model/trace.ts";
import { simulate } from "../simulate/simulate.ts";
import { exampleOfPattern } from "./example-value.ts";
import type { Caller } from "./other-callers.ts";

type OwnRequest = Pick<Flow, "method" | "path">;

/**
 * Other callers whose own requests fail for the same reason. Only those count that are known to call: seen in the
 * logs, or named by the server's own ALLOW policies.
 */
export function alsoHit(
  mesh: Mesh,
  pair: Pair,
  culprit: Trace,
  others: readonly Caller[],
  logs: readonly LogEntry[],
): readonly string[] {
  const codes = failingCodes(culprit);
  if (codes.size === 0) return [];
  const seen = requestsSeen(pair, logs);
  const meant = requestsMeant(mesh, pair);
  const to = pair.to.namespace === "" ? pair.to.name : `${pair.to.namespace}/${pair.to.name}`;
  return others
    .filter(({ workload, pair: own }) => {
      const request =
        seen(workload.owner.namespace, workload.owner.name) ??
        meant.get(`${workload.namespace}/${workload.serviceAccount}`);
      if (request === undefined) return false;
      const trace = simulate(mesh, own, asAsked(culprit.flow, request, own));
      return [...failingCodes(trace)].some((code) => codes.has(code));
    })
    .map(({ workload }) => `${workload.owner.namespace}/${workload.owner.name} → ${to}`);
}

/** The same door, the caller's own request; the culprit's headers and token are not the caller's. */
function asAsked({ host, port, scheme, to, named, chosenBecause }: Flow, request: OwnRequest, own: Pair): Flow {
  return { from: own.from, to, host, port, scheme, ...request, headers: [], named, chosenBecause };
}

function failingCodes(trace: Trace): ReadonlySet<CauseCode> {
  return new Set(
    endings(trace).flatMap(({ end }) =>
      end.cause === undefined || end.disposition === "unknown" ? [] : [end.cause.code],
    ),
  );
}

/** The latest request that pods of an owner were seen making of the service. */
function requestsSeen(
  pair: Pair,
  logs: readonly LogEntry[],
): (namespace: string, owner: string) => OwnRequest | undefined {
  const hosts = new Set(pair.services.map(({ hostname }) => hostname));
  const made = logs.filter(({ upstreamCluster }) => {
    const cluster = clusterParts(upstreamCluster);
    return cluster?.direction === "outbound" && hosts.has(cluster.host);
  });
  return (namespace, owner) => {
    const line = made.findLast(({ pod }) => pod.namespace === namespace && isPodOf(pod.name, owner));
    if (line === undefined) return undefined;
    return {
      ...(line.method === undefined ? {} : { method: line.method }),
      ...(line.path === undefined ? {} : { path: line.path }),
    };
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
    service === undefined ? undefined : mesh.get("Service", service.ref.namespace, service.ref.name)?.spec.selector;
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
    ...(method === undefined || method === "*" ? {} : { method }),
    ...(path === undefined ? {} : { path: exampleOfPattern(path) }),
  };
}
