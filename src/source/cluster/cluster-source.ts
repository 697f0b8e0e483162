import type { Question } from "../../model/question.ts";
import type { Pod } from "../../model/resources/core.ts";
import { isScope, type Scope } from "../../model/scope.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { Observer, Source } from "../../model/source.ts";
import { logFormat } from "../access-log/log-format.ts";
import { givenTime } from "../given-time.ts";
import { fits } from "../interest/fits.ts";
import { partly } from "../interest/partly.ts";
import { policyNamespaces } from "../interest/policy-namespaces.ts";
import { meshConfigIn } from "../mesh-config-in.ts";
import { aimOf } from "./aim.ts";
import { beyond } from "./beyond.ts";
import { clusterTrouble } from "./cluster-trouble.ts";
import { credentialNames } from "./credential-names.ts";
import { diallersAmong, diallersBehind } from "./diallers.ts";
import { discovered } from "./discovered.ts";
import { calleeReads, callerReads, rareCalleeReads, unservedReads } from "./end-reads.ts";
import { endsOf } from "./ends.ts";
import { gatewayReads } from "./gateway-reads.ts";
import { loggingReads, podsOf } from "./heavy-reads.ts";
import { hostsAsked } from "./hosts-asked.ts";
import { isEveryNamespace } from "./is-every-namespace.ts";
import type { KubeApi } from "./kube-api.ts";
import { KubeTrouble } from "./kube-trouble.ts";
import { leftAlone } from "./left-alone.ts";
import { entryReads, firstReads, meshReads } from "./light-reads.ts";
import { limits } from "./limits.ts";
import { namespacesNamed } from "./namespaces-named.ts";
import { emptyEndReads, ownedPods, ownerReads } from "./owner-reads.ts";
import { placeReads } from "./place-reads.ts";
import { presumedRoutes } from "./presumed-routes.ts";
import { istiodsIn } from "./proxies/istiods.ts";
import { proxiesAsked } from "./proxies/proxies-asked.ts";
import { readProxies } from "./proxies/read-proxies.ts";
import { readLogs } from "./read-logs.ts";
import { secretReader } from "./read-secrets.ts";
import { type Reader, reader } from "./reader.ts";
import { namesReads, readsByName, readsByNameOfRareKinds } from "./reads-by-name.ts";
import { refuseNothing } from "./refuse-nothing.ts";
import { configurationReads } from "./revisions.ts";
import { secretsUnread } from "./secrets-unread.ts";
import type { Served } from "./served.ts";
import { snapshotOf } from "./snapshot-of.ts";
import { talkers } from "./talkers.ts";
import { addressesOn, addressReads, podsAt, settledAddresses, writtenSliceReads } from "./written-addresses.ts";

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
    namespaces: () => namespacesNamed(aim, asked, options.namespaces, kube.all("Namespace")),
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
  const ends = endsOf(aim, kube.resources());
  const within = new Set([
    ...aim.places(kube.resources()),
    ...podsAt(addresses, kube.all("Pod")).map(({ metadata }) => metadata.namespace),
  ]);
  const beside = policiesFor(ends[1]?.pods ?? [], kube).filter((namespace) => !within.has(namespace));
  const all = new Set([...within, ...beside.slice(0, limits.policyNamespaces)]);
  const left = beyond(places, ends, aim.ends, kube);
  const format = logFormat(meshConfigIn(kube.resources()));
  const heard = talkers(aim, ends, kube.resources());
  const asks = options.proxies === true && !isScope(asked) ? proxiesAsked(aim, ends, kube.resources()) : undefined;
  const [logs, proxies] = await Promise.all([
    readLogs(api, heard, format, signal),
    asks === undefined ? undefined : readProxies(api, asks, istiodsIn(kube, timeOf(options, api)), signal),
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
  const isPartly = isScope(asked) && !(asked.everywhere === true && isEveryNamespace(workloadsOf, read));
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

/** Namespaces of policies that select what is called as if it stood there. */
function policiesFor(pods: readonly Pod[], kube: Reader): readonly string[] {
  const isFit = (selector: Readonly<Record<string, unknown>>): boolean =>
    pods.some(({ metadata }) => fits(selector, metadata.labels));
  return policyNamespaces(kube.all("AuthorizationPolicy"), isFit);
}

function timeOf({ at, now }: ClusterSourceOptions, { stats }: KubeApi): string {
  if (at !== undefined) return givenTime(at);
  return stats.serverTime ?? new Date(now()).toISOString().replace(/\.\d+Z$/, "Z");
}
