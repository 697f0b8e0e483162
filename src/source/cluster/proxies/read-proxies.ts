import type { ProxyState, ProxySync } from "../../../model/proxy-state.ts";
import type { Pod } from "../../../model/resources/core.ts";
import type { Gap } from "../../../model/snapshot.ts";
import { proxyContainer } from "../has-proxy.ts";
import type { KubeApi } from "../kube-api.ts";
import { KubeTrouble } from "../kube-trouble.ts";
import { askEnvoy, type EnvoyTold } from "./ask-envoy.ts";
import { askIstiod } from "./ask-istiod.ts";
import type { Istiods } from "./istiods.ts";
import type { ProxiesAsked } from "./proxies-asked.ts";
import { istiodGaps, proxyGaps, type Unread, unseenGap } from "./proxy-gaps.ts";
import type { KnownProxy } from "./sync-in.ts";

/** What proxies and istiod say of themselves. */
export interface Proxies {
  readonly states: readonly ProxyState[];
  readonly gaps: readonly Gap[];
  /** What was not asked for, as clauses. */
  readonly untold: readonly string[];
}

/** Asks the proxies of a pair, and every istiod; all at once, past the API server. What cannot be asked is a gap. */
export async function readProxies(
  api: KubeApi,
  { pods, envoys, untold }: ProxiesAsked,
  istiods: Istiods,
  signal: AbortSignal,
): Promise<Proxies> {
  if (pods.length === 0) return { states: [], gaps: [], untold: [] };
  const namespaces = [...new Set(pods.map(({ metadata }) => metadata.namespace))];
  const [told, known] = await Promise.all([
    Promise.all(envoys.map(async (ask) => ({ pod: ask.pod, ...(await askEnvoy(api, ask, signal)) }))),
    knownTo(api, istiods, namespaces, signal),
  ]);
  const held = new Map(told.map((one) => [`${one.pod.namespace}/${one.pod.name}`, one.held]));
  const isWhole = istiods.isWhole && !istiods.isMoving && known.unread.length === 0;
  const states = pods.map((pod): ProxyState => {
    const { namespace, name } = pod.metadata;
    const key = `${namespace}/${name}`;
    const sync = syncOf(pod, known.proxies, isWhole);
    const config = held.get(key);
    return {
      pod: { namespace, name },
      ...(sync === undefined ? {} : { sync }),
      ...(config === undefined ? {} : { held: config }),
      ...(held.has(key) ? {} : { unasked: true }),
    };
  });
  const isMissed = states.some(({ sync }) => sync === undefined) && known.unread.length === 0;
  return {
    states: states.filter(({ sync, unasked }) => sync !== undefined || unasked !== true),
    untold: states.some(({ held: config }) => config !== undefined) ? untold : [],
    gaps: [
      ...istiodGaps(known.unread),
      ...(isMissed ? [unseenGap(istiods)] : []),
      ...proxyGaps(told.flatMap(({ pod, ...one }) => unreadOf(pod, one))),
    ],
  };
}

async function knownTo(
  api: KubeApi,
  { pods }: Istiods,
  namespaces: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly proxies: readonly KnownProxy[]; readonly unread: readonly Unread[] }> {
  const unread: Unread[] = [];
  const lists = await Promise.all(
    pods.map(async ({ metadata: { namespace, name } }) => {
      try {
        return await askIstiod(api, { namespace, name }, namespaces, signal);
      } catch (error) {
        if (!(error instanceof KubeTrouble)) throw error;
        unread.push({ pod: { namespace, name }, trouble: error });
        return [];
      }
    }),
  );
  return { proxies: lists.flat(), unread };
}

/** Of a proxy that has just gone from one istiod to another, the newer connection counts. */
function syncOf(pod: Pod, known: readonly KnownProxy[], isWhole: boolean): ProxySync | undefined {
  const { namespace, name } = pod.metadata;
  const own = clusterOf(pod);
  const [newest] = known
    .filter(({ id, cluster }) => id === `${name}.${namespace}` && (own ?? cluster) === (cluster ?? own))
    .sort((a, b) => lastSent(b) - lastSent(a));
  if (newest !== undefined) return { connected: true, types: newest.types };
  return isWhole ? { connected: false } : undefined;
}

function lastSent({ types }: KnownProxy): number {
  return Math.max(0, ...types.map(({ sentAt }) => (sentAt === undefined ? 0 : Date.parse(sentAt))));
}

function clusterOf({ spec }: Pod): string | undefined {
  return [...spec.containers, ...(spec.initContainers ?? [])]
    .filter(({ name }) => name === proxyContainer)
    .flatMap(({ env = [] }) => env)
    .find(({ name }) => name === "ISTIO_META_CLUSTER_ID")?.value;
}

/** Where nothing could be read, that is said once; what version it is decides nothing. */
function unreadOf(pod: Unread["pod"], { held, failed }: EnvoyTold): readonly Unread[] {
  const [first] = failed;
  if (held === undefined) return first === undefined ? [] : [{ pod, trouble: first.trouble }];
  return failed.filter(({ part }) => part !== "version").map(({ part, trouble }) => ({ pod, part, trouble }));
}
