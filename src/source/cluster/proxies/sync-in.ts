import { isRawObject, type RawObject } from "../../../kinds/raw-object.ts";
import { type ConfigType, configTypes, type TypeSync } from "../../../model/proxy-state.ts";
import { errorIn } from "./error-in.ts";
import { momentIn } from "./moment-in.ts";
import { nameIn } from "./name-in.ts";
import { rawAt } from "./raw-at.ts";

/** What one istiod says of one proxy. */
export interface KnownProxy {
  /** `checkout-6d5f.shop`: the pod's name and its namespace. */
  readonly id: string;
  /** The cluster that it is in, where istiod says so. */
  readonly cluster?: string;
  readonly types: readonly TypeSync[];
}

const typeUrls: { readonly [K in ConfigType]: string } = {
  cluster: "type.googleapis.com/envoy.config.cluster.v3.Cluster",
  listener: "type.googleapis.com/envoy.config.listener.v3.Listener",
  route: "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
  endpoint: "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
  "extension-config": "type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig",
};

/**
 * The proxies that `/debug/syncz` lists; `undefined`: it is no such list.
 * Source: istio/istio, pilot/pkg/xds/debug.go `SyncStatus`, and statusgen.go `debugSyncStatus` for what it means. Since
 * 1.24 it tells of each type that a proxy asks for (`resources`); before, only what was sent and taken.
 */
export function syncIn(value: unknown): readonly KnownProxy[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter(isRawObject).flatMap((status): readonly KnownProxy[] => {
    const id = nameIn(status.proxy);
    const cluster = nameIn(status.cluster_id);
    if (id === undefined) return [];
    const types = configTypes.map((type) =>
      isRawObject(status.resources) ? told(type, status) : paired(type, status),
    );
    return [{ id, ...(cluster === undefined ? {} : { cluster }), types }];
  });
}

function told(type: ConfigType, { resources }: RawObject): TypeSync {
  const resource = rawAt(resources, typeUrls[type]);
  if (!isRawObject(resource)) return { type, state: "ignored" };
  const sentAt = momentIn(resource.sentTime);
  const at = sentAt === undefined ? {} : { sentAt };
  const error = errorIn(resource.lastError);
  if (error !== undefined) return { type, state: "rejected", ...at, error };
  return { type, state: stateOf(resource.sent, resource.acked), ...at };
}

function paired(type: ConfigType, status: RawObject): TypeSync {
  const name = type.replace("-", "");
  return { type, state: stateOf(status[`${name}_sent`], status[`${name}_acked`]) };
}

function stateOf(sent: unknown, acked: unknown): TypeSync["state"] {
  if (typeof sent !== "string" || sent === "") return "not-sent";
  return sent === acked ? "synced" : "stale";
}
