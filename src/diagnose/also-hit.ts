import { authorizationPoliciesFor } from "../mesh/authorization-policies.ts";
import type { CauseCode } from "../model/cause.ts";
import type { LogEntry } from "../model/log-entry.ts";
import { clusterParts } from "../model/log-line.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Pair } from "../model/pair.ts";
import { endings, type Trace } from "../model/trace.ts";
import type { Baseline } from "./side-effects.ts";

/**
 * Other callers that fail for the same reason. Only those count that are known to call: seen in the logs, or named by
 * the server's own ALLOW policies.
 */
export function alsoHit(
  mesh: Mesh,
  pair: Pair,
  culprit: Trace,
  others: readonly Baseline[],
  logs: readonly LogEntry[],
): readonly string[] {
  const codes = failingCodes(culprit);
  if (codes.size === 0) return [];
  const hosts = new Set(pair.services.map(({ hostname }) => hostname));
  const calling = new Set(
    logs
      .filter(({ upstreamCluster }) => hosts.has(clusterParts(upstreamCluster)?.host ?? ""))
      .map(({ pod }) => `${pod.namespace}/${pod.name}`),
  );
  const named = principalsAdmitted(mesh, pair);
  return others
    .filter(({ caller: { workload }, trace }) => {
      const seen =
        [...calling].some((key) => key === `${workload.ref.namespace}/${workload.ref.name}`) ||
        ownsCaller(calling, workload.owner.namespace, workload.owner.name);
      const meant = named.has(`${workload.namespace}/${workload.serviceAccount}`);
      return (seen || meant) && [...failingCodes(trace)].some((code) => codes.has(code));
    })
    .map(
      ({ caller: { workload } }) =>
        `${workload.owner.namespace}/${workload.owner.name} → ${pair.to.namespace === "" ? pair.to.name : `${pair.to.namespace}/${pair.to.name}`}`,
    );
}

/** Pods of one owner are named after it. */
function ownsCaller(calling: ReadonlySet<string>, namespace: string, name: string): boolean {
  return [...calling].some(
    (key) =>
      key.startsWith(`${namespace}/${name}-`) &&
      /^[a-z0-9-]+$/.test(key.slice(namespace.length + name.length + 2)) &&
      key.slice(namespace.length + name.length + 2).split("-").length <= 2,
  );
}

function failingCodes(trace: Trace): ReadonlySet<CauseCode | undefined> {
  return new Set(
    endings(trace).flatMap(({ end }) =>
      end.cause === undefined || end.disposition === "unknown" ? [] : [end.cause.code],
    ),
  );
}

/** Service accounts that ALLOW policies of the server name: `shop/refunds`. */
function principalsAdmitted(mesh: Mesh, pair: Pair): ReadonlySet<string> {
  const [service] = pair.services;
  const selector =
    service === undefined ? undefined : mesh.get("Service", service.ref.namespace, service.ref.name)?.spec.selector;
  if (service === undefined || selector === undefined) return new Set();
  const { allow } = authorizationPoliciesFor(mesh, { namespace: service.namespace, labels: selector, kind: "sidecar" });
  const principals = allow.flatMap(({ spec }) =>
    (spec.rules ?? []).flatMap(({ from = [] }) => from.flatMap(({ source }) => source?.principals ?? [])),
  );
  return new Set(
    principals.flatMap((principal) => {
      const match = /\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(principal);
      return match === null ? [] : [`${match[1]}/${match[2]}`];
    }),
  );
}
