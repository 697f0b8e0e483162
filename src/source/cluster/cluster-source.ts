import { plainText } from "../../kinds/plain-text.ts";
import { compare } from "../../model/compare.ts";
import type { Question } from "../../model/question.ts";
import type { Namespace, Pod } from "../../model/resources/core.ts";
import { isScope, type Scope } from "../../model/scope.ts";
import type { Gap, Resources, Snapshot } from "../../model/snapshot.ts";
import type { Observer, Source } from "../../model/source.ts";
import { logFormat } from "../access-log/log-format.ts";
import { givenTime } from "../given-time.ts";
import { partly } from "../interest/partly.ts";
import { isWanted, type Wanted } from "../interest/wanted.ts";
import { meshConfigIn } from "../mesh-config-in.ts";
import { accountReads, accountsOf } from "./account-reads.ts";
import { type Aim, aimOf } from "./aim.ts";
import { beyond } from "./beyond.ts";
import { clusterTrouble } from "./cluster-trouble.ts";
import { credentialNames, type Hosts } from "./credential-names.ts";
import { diallersAmong, diallersBehind } from "./diallers.ts";
import { endsOf } from "./ends.ts";
import { isFitNamespace } from "./fit-name.ts";
import { gatewayReads } from "./gateway-reads.ts";
import { controlPlaneReads, loggingReads, podsOf, workloadReads } from "./heavy-reads.ts";
import type { KubeApi } from "./kube-api.ts";
import { KubeTrouble } from "./kube-trouble.ts";
import { leftAlone } from "./left-alone.ts";
import { entryReads, firstReads, meshReads } from "./light-reads.ts";
import { emptyEndReads, ownerReads } from "./owner-reads.ts";
import { presumedRoutes } from "./presumed-routes.ts";
import { istiodsIn } from "./proxies/istiods.ts";
import { proxiesAsked } from "./proxies/proxies-asked.ts";
import { type Proxies, readProxies } from "./proxies/read-proxies.ts";
import type { Read } from "./read.ts";
import { type Logs, readLogs } from "./read-logs.ts";
import { type Secrets, secretReader } from "./read-secrets.ts";
import { type Reader, reader } from "./reader.ts";
import {
  cronJobReadByName,
  namesReads,
  readsByName,
  readsByNameInPlace,
  readsByNameOfRareKinds,
} from "./reads-by-name.ts";
import { configurationGap, configurationReads } from "./revisions.ts";
import { type Served, servedIn } from "./served.ts";
import { talkers } from "./talkers.ts";
import { userRefused } from "./user-refused.ts";
import { addressReads, podsAt, settledAddresses, writtenAddresses, writtenSliceReads } from "./written-addresses.ts";

/** How to read a live cluster. */
export interface ClusterSourceOptions {
  /** How the cluster is called in answers and errors. */
  readonly name: string;
  /** The connection; asked for when the first question comes. @throws MeshError, KubeTrouble where there is none */
  connect(signal: AbortSignal): Promise<KubeApi>;
  /** The end of all reading for one question, where whoever asks has none of their own. */
  deadline(): AbortSignal;
  /** Milliseconds since 1970: for how long what the server serves is remembered, and now where it does not tell. */
  now(): number;
  /** The moment to take for now, RFC 3339; else the server's own clock. */
  readonly at?: string;
  /** Whether Secrets that certificates are taken from are asked for: that they are there, never what is in them. */
  readonly secrets?: boolean;
  /** Whether the proxies of a pair and istiod are asked what they hold, by forwarding their ports; of many pairs none are. */
  readonly proxies?: boolean;
  /** Namespaces to ask one by one where a role does not allow to list in all of them. */
  readonly namespaces?: readonly string[];
}

const servedFor = 10 * 60_000;

/** A live cluster; questions may have an end of their own. */
export interface ClusterSource extends Source {
  read(asked: Question | Scope, observer?: Observer, signal?: AbortSignal): Promise<Snapshot>;
}

/** Reads a live cluster: what the question needs, in as few rounds as may be, and nothing secret. */
export function clusterSource(options: ClusterSourceOptions): ClusterSource {
  let connection: Promise<KubeApi> | undefined;
  let served: { readonly versions: Served; readonly until: number } | undefined;
  return {
    read: async (asked, observer, signal = options.deadline()) => {
      connection ??= options.connect(signal);
      const api = await connection.catch((error: unknown) => {
        connection = undefined;
        throw error instanceof KubeTrouble ? clusterTrouble(options.name, error) : error;
      });
      if (served !== undefined && served.until < options.now()) served = undefined;
      const known = served?.versions;
      return readCluster({ api, options, asked, observer, signal, known, learn });
    },
  };

  function learn(versions: Served): void {
    served = { versions, until: options.now() + servedFor };
  }
}

interface Reading {
  readonly api: KubeApi;
  readonly options: ClusterSourceOptions;
  readonly asked: Question | Scope;
  readonly observer: Observer | undefined;
  readonly signal: AbortSignal;
  readonly known: Served | undefined;
  learn(versions: Served): void;
}

/**
 * Four rounds: names, Services and what is served; the mesh's configuration; what runs where it matters; logs, proxies
 * and what is left over. What one round brings tells what the next one asks for.
 */
async function readCluster({ api, options, asked, observer, signal, known, learn }: Reading): Promise<Snapshot> {
  const requestsBefore = api.stats.requests;
  const aim = aimOf(asked);
  const kube: Reader = reader({
    api,
    signal,
    namespaces: () => namespacesNamed(aim, asked, options, kube.all("Namespace")),
    onRead: (done, total) => observer?.({ stage: "reading the cluster", done, total }),
  });

  const secrets = options.secrets === true ? secretReader(api, signal) : undefined;

  const [versions] = await Promise.all([
    known ?? discovered(api, signal),
    kube.read([...firstReads, ...aim.ends.slice(0, 1).flatMap(readsByName)]),
  ]);
  refuseNothing(options.name, kube);
  if (versions !== undefined) {
    learn(versions);
    kube.serves(versions);
  }
  aim.hear(kube.resources());

  await kube.read([
    ...meshReads(kube.resources(), isScope(asked)),
    ...calleeReads(aim, kube),
    ...unservedReads(aim, kube),
    ...(aim.isAnswered() ? [] : aim.ends.flatMap(readsByNameOfRareKinds)),
    ...writtenSliceReads(aim.reaches(kube.resources())),
  ]);
  aim.hear(kube.resources());

  const places = aim.places(kube.resources());
  const gateways = aim.isFromInternet ? gatewayReads(kube.resources()) : { reads: [], gaps: [] };
  await Promise.all([
    kube.read([
      ...placeReads(places, aim, kube),
      ...loggingReads,
      ...entryReads(kube.all("ServiceEntry"), endsOf(aim, kube.resources())[1]?.services ?? []),
      ...gateways.reads,
      ...(aim.isAnswered() ? [] : namesReads),
      ...addressReads(addressesOn(aim, kube), kube),
      ...rareCalleeReads(aim, kube),
    ]),
    secrets?.read(
      credentialNames(diallersBehind(aim, kube.resources()), kube.resources(), hostsAsked(asked, aim, kube)),
    ),
  ]);
  aim.hear(kube.resources());

  const addresses = addressesOn(aim, kube);
  const all = new Set([
    ...aim.places(kube.resources()),
    ...podsAt(addresses, kube.all("Pod")).map(({ metadata }) => metadata.namespace),
  ]);
  const ends = endsOf(aim, kube.resources());
  const left = beyond(places, ends, aim.ends, kube);
  const format = logFormat(meshConfigIn(kube.resources()));
  const heard = talkers(aim, ends, kube.resources());
  const asks = options.proxies === true && !isScope(asked) ? proxiesAsked(aim, ends, kube.resources()) : undefined;
  const [logs, proxies] = await Promise.all([
    readLogs(api, heard, format, signal),
    asks === undefined ? undefined : readProxies(api, asks, istiodsIn(kube), signal),
    kube.read([
      ...placeReads(all, aim, kube),
      ...left.reads,
      ...ownerReads(ownedPods(aim, kube), kube),
      ...emptyEndReads(ends),
      ...callerReads(aim, kube),
      ...addressReads(addresses, kube),
      ...configurationReads(kube.resources()),
    ]),
    secrets?.read(
      credentialNames(diallersAmong(ends, kube.resources()), kube.resources(), hostsAsked(asked, aim, kube)),
    ),
    secrets?.followUp(),
  ]);

  const read = kube.resources();
  const workloadsOf = [...all].filter(
    (namespace) => !aim.isOnlyControlPlane(namespace, read) && kube.cut(podsOf(namespace)) === undefined,
  );
  const isPartly = isScope(asked) && !(asked.everywhere === true && isAll(workloadsOf, read));
  const routes = presumedRoutes(kube.gaps, options.namespaces);
  return snapshotOf(
    kube,
    { logs, proxies, secrets: secrets?.secrets() ?? secretsUnread },
    {
      at: timeOf(options, api),
      gaps: [...routes.gaps, ...gateways.gaps],
      leftAlone: leftAlone(all, settledAddresses([...addresses, ...aim.ends.map(({ host }) => host)], kube), kube),
      assumptions: [
        ...routes.assumptions,
        ...(isPartly ? [partly(all)] : []),
        ...left.untold,
        ...heard.untold,
        ...(proxies?.untold ?? []),
      ],
      workloadsOf,
      apiCalls: api.stats.requests - requestsBefore,
    },
  );
}

/** The host that a question names in a header, which is also the name that TLS begins with; and the outside host. */
function hostsAsked(asked: Question | Scope, { ends }: Aim, kube: Reader): Hosts {
  const header = isScope(asked)
    ? undefined
    : asked.headers.find(({ name }) => name === "host" || name === ":authority");
  const host = ends[1]?.host;
  const isOutside = kube.all("ServiceEntry").some(({ spec }) => spec.hosts.some((one) => one === host));
  return { served: header?.value.replace(/:\d+$/, ""), dialled: isOutside ? host : undefined };
}

async function discovered(api: KubeApi, signal: AbortSignal): Promise<Served | undefined> {
  try {
    return servedIn(await api.get("/apis", { signal }));
  } catch (error) {
    // Without it the usual versions are tried.
    if (error instanceof KubeTrouble) return undefined;
    throw error;
  }
}

/** A callee is a Service before it is anything else; only where there is none it may be a workload. */
function calleeReads({ ends }: Aim, kube: Reader): readonly Read[] {
  return ends.slice(1).flatMap((end) => (isThere("Service", end, kube) ? [] : readsByName(end)));
}

/** A callee that is nothing of what it usually is may be a pod or a Job, in whichever namespace. */
function rareCalleeReads({ ends }: Aim, kube: Reader): readonly Read[] {
  const [, to] = ends;
  if (to === undefined || to.isQualified || kindsCalled.some((kind) => isThere(kind, to, kube))) return [];
  return readsByNameOfRareKinds(to).filter(({ kind }) => kind !== "ServiceAccount");
}

const kindsCalled = ["Service", "Deployment", "StatefulSet", "DaemonSet", "Job", "Pod"] as const;

/** An end in a named namespace that is no Service there may be a workload. */
function unservedReads({ ends }: Aim, kube: Reader): readonly Read[] {
  return ends.flatMap((end) => (isThere("Service", end, kube) ? [] : readsByNameInPlace(end)));
}

/** A caller is a workload before it is a Service, and most are Deployments; what is nothing else may be a CronJob. */
function callerReads({ ends }: Aim, kube: Reader): readonly Read[] {
  return ends
    .slice(0, 1)
    .flatMap((end) => [
      ...(isThere("Deployment", end, kube) ? [] : readsByNameInPlace(end)),
      ...(kindsCalled.some((kind) => isThere(kind, end, kube)) ? [] : cronJobReadByName(end)),
    ]);
}

/** Addresses of endpoints on the way that somebody wrote down. */
function addressesOn(aim: Aim, kube: Reader): readonly string[] {
  const read = kube.resources();
  return writtenAddresses(aim.reaches(read), read);
}

function isThere(kind: (typeof kindsCalled)[number], end: Wanted, kube: Reader): boolean {
  return kube.all(kind).some(({ metadata }) => isWanted(end, metadata.namespace, metadata.name));
}

function placeReads(places: ReadonlySet<string>, aim: Aim, kube: Reader): readonly Read[] {
  const light = kube.resources();
  const isBusy = (namespace: string): boolean => !aim.isOnlyControlPlane(namespace, light);
  return [
    ...[...places].flatMap((namespace) =>
      isBusy(namespace) ? workloadReads(namespace) : controlPlaneReads(namespace),
    ),
    ...accountReads(places, kube.all("AuthorizationPolicy")),
    ...(mayNameAccount(aim, kube) ? [...places].filter(isBusy).map(accountsOf) : []),
  ];
}

/** Whether an end may be a service account: one is named after nothing that comes before it. */
function mayNameAccount({ ends }: Aim, kube: Reader): boolean {
  return (
    ends.length === 0 ||
    ends.some((end) => {
      if (end.kind !== undefined) return end.kind === "ServiceAccount";
      return !end.isInternet && !end.isAddress && !kindsCalled.some((kind) => isThere(kind, end, kube));
    })
  );
}

/** Pods of which owners matter: not those that only show which gateways and which istiod there are. */
function ownedPods(aim: Aim, kube: Reader): readonly Pod[] {
  const light = kube.resources();
  return kube.all("Pod").filter(({ metadata }) => !aim.isOnlyControlPlane(metadata.namespace, light));
}

/** With rights in some namespaces only, those are asked that the configuration names, or the question. */
function namespacesNamed(
  { ends }: Aim,
  asked: Question | Scope,
  { namespaces }: ClusterSourceOptions,
  known: readonly Namespace[],
): readonly string[] {
  if (namespaces !== undefined) return namespaces;
  const named = isScope(asked) ? asked.namespaces : ends.flatMap((end) => [...end.namespaces]);
  const all = new Set([...named, ...(asked.namespace === undefined ? [] : [asked.namespace])]);
  // Labels of a host may be namespaces, or any other part of it.
  const isThere = (name: string): boolean => known.length === 0 || known.some(({ metadata }) => metadata.name === name);
  return [...all].filter((name) => isFitNamespace(name) && isThere(name));
}

/** @throws MeshError where nothing at all could be read */
function refuseNothing(cluster: string, kube: Reader): void {
  const [first] = kube.troubles;
  if (first === undefined || kube.all("Service").length + kube.all("Namespace").length > 0) return;
  throw clusterTrouble(cluster, kube.troubles.find(({ kind }) => kind !== "forbidden") ?? nothingAllowed(first));
}

/** Of many refusals any may come first: what they mean together is said. */
function nothingAllowed({ message, status }: KubeTrouble): KubeTrouble {
  const user = userRefused(message);
  if (user === "system:anonymous")
    return new KubeTrouble(
      "unauthorized",
      `no credentials were sent: its API server takes us for "${user}" (403)`,
      status,
    );
  const who = user === undefined ? "who asks" : `user "${plainText(user)}"`;
  return new KubeTrouble(
    "forbidden",
    `${who} may list neither Services nor Namespaces in the whole cluster (403)`,
    status,
  );
}

function timeOf({ at, now }: ClusterSourceOptions, { stats }: KubeApi): string {
  if (at !== undefined) return givenTime(at);
  return stats.serverTime ?? new Date(now()).toISOString().replace(/\.\d+Z$/, "Z");
}

const secretsUnread: Secrets = {
  resources: [],
  gaps: [
    {
      what: "Secrets",
      why: "meshwhy does not read them unless it is told to",
      grant:
        "--secrets, or secrets: true for the cluster in meshwhy.yaml, and a Role as in infra/kubernetes/gateway-secrets",
      kind: "Secret",
    },
  ],
  assumptions: [],
};

function snapshotOf(
  kube: Reader,
  { logs, proxies, secrets }: { readonly logs: Logs; readonly proxies: Proxies | undefined; readonly secrets: Secrets },
  {
    at,
    gaps: unread,
    leftAlone,
    assumptions,
    workloadsOf,
    apiCalls,
  }: {
    readonly at: string;
    readonly gaps: readonly Gap[];
    readonly leftAlone: readonly Gap[];
    readonly assumptions: readonly string[];
    readonly workloadsOf: readonly string[];
    readonly apiCalls: number;
  },
): Snapshot {
  const resources: Resources = {
    ...kube.resources(),
    ...(secrets.resources.length === 0 ? {} : { Secret: secrets.resources }),
  };
  const gaps = [...unread, ...configurationGap(resources, unread)];
  const isDefaulted = meshConfigIn(resources) === undefined && !gaps.some(({ kind }) => kind === "ConfigMap");
  return {
    resources,
    gaps: [...gaps, ...secrets.gaps, ...logs.gaps, ...(proxies?.gaps ?? []), ...leftAlone],
    logs: logs.entries,
    loggedPods: logs.pods,
    ...(proxies === undefined ? {} : { proxies: proxies.states }),
    at,
    assumptions: [
      ...(isDefaulted ? ["no mesh configuration in the cluster: Istio's defaults are assumed"] : []),
      ...assumptions,
      ...secrets.assumptions,
    ].map((what) => ({ what })),
    ...(isAll(workloadsOf, resources) ? {} : { workloadsOf: workloadsOf.toSorted(compare) }),
    locate: () => undefined,
    stats: { objects: Object.values(resources).flat().length, logLines: logs.lines, apiCalls },
  };
}

/** Whether these are all the namespaces that there are, as far as that is known. */
function isAll(names: readonly string[], { Namespace = [] }: Resources): boolean {
  return Namespace.length > 0 && Namespace.every(({ metadata }) => names.includes(metadata.name));
}
