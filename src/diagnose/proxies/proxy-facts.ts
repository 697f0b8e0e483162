import { kindOf } from "../../kinds/kind-of.ts";
import type { RecentChange } from "../../model/diagnosis.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { NonEmpty } from "../../model/non-empty.ts";
import type { Observation } from "../../model/observation.ts";
import type { Pair } from "../../model/pair.ts";
import { type DifferenceFacts, type ProxyFact, type ProxyFacts, proxiesNotAsked } from "../../model/proxy-facts.ts";
import type { ProxyState } from "../../model/proxy-state.ts";
import { type Ref, refKey, refText } from "../../model/ref.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { type Trace, visits } from "../../model/trace.ts";
import type { Workload } from "../../model/workload.ts";
import { addressBlocks, whereabouts } from "../../simulate/address-blocks.ts";
import { fateOf } from "../../simulate/fate.ts";
import { simulate } from "../../simulate/simulate.ts";
import { changeOf } from "../change-of.ts";
import { changesOnPath, objectsOnPath } from "../path-objects.ts";
import { calleeDifferences } from "./callee-differences.ts";
import { callerDifferences } from "./caller-differences.ts";
import { decides } from "./decides.ts";
import { filtersOn } from "./filters-on.ts";
import { outdated } from "./outdated.ts";

/** What there is to hold the proxies' words against. */
export interface ProxyQuestion {
  readonly snapshot: Snapshot;
  readonly mesh: Mesh;
  readonly pair: Pair;
  /** The pods behind the services that are called. */
  readonly servers: readonly Workload[];
  /** Every request worth asking, by the model; the first is the one the verdict rests on. */
  readonly traces: NonEmpty<Trace>;
  readonly named: boolean;
  readonly observed: Observation;
}

/** For so long istiod and a proxy may take to bring a change into force. */
const settlingMs = 60_000;

/**
 * What the pair's proxies say of themselves, held against what the model says of them. Only what they were asked for is
 * compared: what is absent of a state was not asked, or could not be told.
 */
export function proxyFacts(question: ProxyQuestion): ProxyFacts {
  const { snapshot, mesh, pair, servers, traces } = question;
  if (snapshot.proxies === undefined) return proxiesNotAsked;
  const states = new Map(snapshot.proxies.map((state) => [`${state.pod.namespace}/${state.pod.name}`, state]));
  const ends = proxiesOf(pair, servers);
  const path = changesOnPath(mesh, objectsOnPath(traces));
  const callers = tracesByPod(mesh, pair, traces);
  const compared = ends.flatMap(({ end, workload }) => {
    const state = states.get(`${workload.namespace}/${workload.ref.name}`);
    return state === undefined ? [] : [compare(question, end, workload, state, callers)];
  });
  const settling = settlingOf(mesh, path, compared);
  return {
    asked: true,
    total: ends.length,
    settling,
    proxies: compared.map(({ facts, ...fact }) => ({
      ...fact,
      onPath: path.map(({ ref, at }) => ({ ref, at })),
      differences: facts.map((one) => ({
        ...one,
        decides: settling === undefined && decides(question, fact, one),
      })),
    })),
  };
}

interface End {
  readonly end: ProxyFact["end"];
  readonly workload: Workload;
}

/** Each pod once: one that calls itself counts as caller. One that is being stopped counts no more. */
function proxiesOf({ clients }: Pair, servers: readonly Workload[]): readonly End[] {
  const ends: readonly End[] = [
    ...clients.map((workload) => ({ end: "client" as const, workload })),
    ...servers.map((workload) => ({ end: "server" as const, workload })),
  ];
  const seen = new Set<string>();
  return ends.filter(({ workload: { ref, proxy, pod } }) => {
    if (pod.metadata.deletionTimestamp !== undefined) return false;
    if (proxy.kind !== "sidecar" && proxy.kind !== "gateway") return false;
    if (seen.has(refKey(ref))) return false;
    seen.add(refKey(ref));
    return true;
  });
}

type TracesOf = (workload: Workload) => readonly Trace[];

/** The requests as one pod makes them; pods of equal fate make them alike. */
function tracesByPod(mesh: Mesh, pair: Pair, traces: readonly Trace[]): TracesOf {
  const known = new Map<string, readonly Trace[]>();
  const places = [pair.from, pair.to, ...pair.services].map(({ namespace }) => namespace);
  const blocks = addressBlocks(mesh, places);
  return (workload) => {
    const key = JSON.stringify([
      fateOf(workload),
      whereabouts(blocks, workload.ip),
      workload.pod.spec.nodeName ?? null,
    ]);
    const found = known.get(key) ?? traces.map(({ flow }) => simulate(mesh, { ...pair, clients: [workload] }, flow));
    known.set(key, found);
    return found;
  };
}

type Half = Omit<ProxyFact, "differences" | "onPath"> & { readonly facts: readonly DifferenceFacts[] };

function compare(
  { mesh, pair, traces, observed }: ProxyQuestion,
  end: ProxyFact["end"],
  workload: Workload,
  { sync, held, unasked }: ProxyState,
  tracesOf: TracesOf,
): Half {
  const found =
    held === undefined
      ? { agreed: 0, differences: [] }
      : end === "client"
        ? callerDifferences(mesh, pair, workload, tracesOf(workload), held)
        : held.inbound === undefined
          ? { agreed: 0, differences: [] }
          : calleeDifferences(mesh, pair.services, workload, held.inbound);
  return {
    end,
    workload,
    sync,
    held,
    unasked: unasked === true,
    filters: filtersOn(mesh, workload),
    showsCertificate: showsCertificate(end, workload, end === "client" ? tracesOf(workload) : traces),
    outlivesCertificate: outlivesCertificate(end, workload, held, observed),
    outdated: end === "client" && !wasServed(workload, observed) ? outdated(sync, workload, mesh.at) : undefined,
    agreed: found.agreed,
    facts: found.differences,
  };
}

/** Whether requests go over the mesh's mTLS from, or to, this very pod. */
function showsCertificate(end: ProxyFact["end"], { ref }: Workload, traces: readonly Trace[]): boolean {
  const mtls = (trace: Trace) => visits(trace, "tls").some(({ hop: { wire } }) => wire === "mtls");
  if (end === "client") return traces.some(mtls);
  return traces
    .filter(mtls)
    .flatMap((trace) => visits(trace, "endpoint"))
    .flatMap(({ hop: { next } }) => next)
    .some(({ pods = [] }) => pods.some((pod) => refKey(pod) === refKey(ref)));
}

/** Calls of this very pod were counted, and none failed: the endpoints that it holds are there. */
function wasServed({ ref }: Workload, { calls }: Observation): boolean {
  const own = calls.filter(({ client }) => client?.pod.namespace === ref.namespace && client.pod.name === ref.name);
  return own.length > 0 && own.every(({ failed }) => !failed);
}

/** Connections that were made before a certificate ended go on, and what was told of it may be wrong: calls show it. */
function outlivesCertificate(
  end: ProxyFact["end"],
  { ref }: Workload,
  held: ProxyState["held"],
  { calls }: Observation,
): boolean {
  const ended = Date.parse(held?.certificate?.notAfter ?? "");
  return calls.some((call) => {
    const pod = call[end]?.pod;
    return !call.failed && Date.parse(call.at) > ended && pod?.namespace === ref.namespace && pod.name === ref.name;
  });
}

/** What changed in the last minute of what the answer, a difference or a compared pod rests on. */
function settlingOf(mesh: Mesh, path: readonly RecentChange[], compared: readonly Half[]): string | undefined {
  const changes = [
    ...path,
    ...compared.flatMap(({ workload: { ref, owner }, facts, filters }) => [
      ...filters,
      ...[ref, owner, ...facts.flatMap(refsOf)].map((one) => ({ ref: one, at: changedAt(mesh, one) })),
    ]),
  ];
  const now = Date.parse(mesh.at);
  const [latest] = changes
    .flatMap(({ ref, at }) => (at === undefined ? [] : [{ ref, age: now - Date.parse(at) }]))
    .filter(({ age }) => age < settlingMs)
    .sort((a, b) => a.age - b.age);
  return latest && `${refText(latest.ref)} changed ${Math.max(0, Math.round(latest.age / 1000))} s ago`;
}

function changedAt(mesh: Mesh, { apiVersion, kind, namespace, name }: Ref): string | undefined {
  const known = kindOf(apiVersion, kind);
  const resource = known === undefined ? undefined : mesh.get(known, namespace, name);
  return resource && changeOf(resource)?.at;
}

function refsOf(difference: DifferenceFacts): readonly Ref[] {
  switch (difference.kind) {
    case "cluster":
    case "extra-cluster":
      return [];
    case "routes":
      return difference.by === undefined ? [] : [difference.by];
    case "destination-rule":
      return [...difference.expected, ...(difference.held === undefined ? [] : [difference.held])];
    case "virtual-service":
      return [...difference.held, ...(difference.expected === undefined ? [] : [difference.expected])];
    case "authorization-policy":
      return [...difference.missing, ...difference.extra];
    case "plaintext":
      return difference.policy === undefined ? [] : [difference.policy];
  }
}
