import type { HeldConfig } from "../../../model/proxy-state.ts";
import type { KubeApi, PodName, PodPort, Query } from "../kube-api.ts";
import { KubeTrouble } from "../kube-trouble.ts";
import { limits } from "../limits.ts";
import { exactly } from "./exactly.ts";
import { heldCertificate } from "./held-certificate.ts";
import { heldClusters } from "./held-clusters.ts";
import { heldInbound, inboundListener } from "./held-inbound.ts";
import { heldRejections } from "./held-rejections.ts";
import { heldRoutes } from "./held-routes.ts";
import { jsonOf } from "./json-of.ts";
import { nameIn } from "./name-in.ts";
import { rawAt } from "./raw-at.ts";

/** What an Envoy is asked for. */
export interface EnvoyAsk {
  readonly pod: PodName;
  /** Hosts and ports that it may send requests to; none: it is no caller. */
  readonly hosts: readonly string[];
  readonly ports: readonly number[];
  /** Whether its route tables are those of a sidecar, which are called by ports. */
  readonly hasRoutes: boolean;
  /** Whether requests arrive through its inbound listener. */
  readonly isCallee: boolean;
}

/** Parts that an Envoy is asked for, as they are named where they could not be read. */
export type EnvoyPart = "clusters" | "routes" | "inbound listener" | "rejected listeners" | "certificate" | "version";

/** What came of it. */
export interface EnvoyTold {
  /** Absent: nothing could be read. */
  readonly held?: HeldConfig;
  readonly failed: readonly { readonly part: EnvoyPart; readonly trouble: KubeTrouble }[];
}

/** Envoy's admin port, which listens on localhost only. */
const adminPort = 15_000;
/** Of an error nothing but what it says: beside it stands the whole configuration that was refused. */
const errorsOnly = "name,error_state.details,error_state.last_update_attempt";

/**
 * Asks a proxy what it holds. Envoy itself leaves out all that has another name, and of clusters all but names and
 * origins. Whatever fails is told, and the rest is still asked for.
 * Source: envoyproxy/envoy, source/server/admin/config_dump_handler.cc: `resource` is one list of the dump, and none of
 * it is an empty answer; `name_regex` is compared with whole names; `mask` names the fields to keep.
 */
export async function askEnvoy(api: KubeApi, ask: EnvoyAsk, signal: AbortSignal): Promise<EnvoyTold> {
  const { pod, hosts, ports, hasRoutes, isCallee } = ask;
  const port = api.forward(pod, adminPort, { signal });
  const failed: { part: EnvoyPart; trouble: KubeTrouble }[] = [];
  const told: { held?: HeldConfig } = {};

  async function part(name: EnvoyPart, read: () => Promise<Partial<HeldConfig>>): Promise<void> {
    try {
      const piece = await read();
      told.held = { ...(told.held ?? { hosts, rejected: [] }), ...piece };
    } catch (error) {
      if (!(error instanceof KubeTrouble)) throw error;
      failed.push({ part: name, trouble: error });
    }
  }

  const isCaller = hosts.length > 0;
  try {
    await Promise.all([
      part("version", async () => versionIn(await about(port, "/server_info"))),
      part("certificate", async () => {
        const certificate = heldCertificate(await about(port, "/certs"));
        return certificate === undefined ? {} : { certificate };
      }),
      part("rejected listeners", async () => ({ rejected: heldRejections(await errorsOf(port), "listener") })),
      // istiod sends clusters before the routes to them: asked the other way round, a new route would lead nowhere.
      isCaller && hasRoutes
        ? part("routes", async () => ({ routes: heldRoutes(await routesOf(port, hosts, ports), hosts) }))
        : undefined,
      isCaller
        ? part("clusters", async () => ({ clusters: heldClusters(await clustersOf(port, hosts), hosts) }))
        : undefined,
      isCallee
        ? part("inbound listener", async () => {
            const inbound = heldInbound(await inboundOf(port));
            return inbound === undefined ? {} : { inbound };
          })
        : undefined,
    ]);
    return { ...told, failed };
  } finally {
    port.close();
  }
}

async function about(port: PodPort, path: string): Promise<unknown> {
  return jsonOf(port, path, { limitBytes: limits.aboutBytes });
}

async function dumpOf(port: PodPort, query: Query): Promise<unknown> {
  return jsonOf(port, "/config_dump", { query, limitBytes: limits.dumpBytes });
}

/** `outbound|8080|v1|payment.shop.svc.cluster.local`, of whatever port and subset. */
async function clustersOf(port: PodPort, hosts: readonly string[]): Promise<unknown> {
  return dumpOf(port, {
    resource: "dynamic_active_clusters",
    name_regex: String.raw`outbound\|[0-9]+\|[^|]*\|(${exactly(hosts)})`,
    mask: "cluster.name,cluster.metadata",
  });
}

/** A table of each port, and where the protocol of a port is found out by looking, one of each host and port. */
async function routesOf(port: PodPort, hosts: readonly string[], ports: readonly number[]): Promise<unknown> {
  const tables = ports.map(String);
  const own = `(${exactly(hosts)}):[0-9]+`;
  return dumpOf(port, { resource: "dynamic_route_configs", name_regex: [...tables, own].join("|") });
}

async function inboundOf(port: PodPort): Promise<unknown> {
  return dumpOf(port, { resource: "dynamic_listeners", name_regex: inboundListener, mask: "name,active_state" });
}

/** Errors come whatever the name; of a name that none has, nothing else does. */
async function errorsOf(port: PodPort): Promise<unknown> {
  return dumpOf(port, { resource: "dynamic_listeners", name_regex: "^$", mask: errorsOnly });
}

function versionIn(info: unknown): Partial<HeldConfig> {
  const istioVersion = nameIn(rawAt(info, "node", "metadata", "ISTIO_VERSION"));
  return istioVersion === undefined ? {} : { istioVersion };
}
