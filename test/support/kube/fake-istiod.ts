/** The debug port of an istiod, as far as it is asked which proxies it knows. */
import type { PodAnswer, PodRequest } from "./pod-streams.ts";

/** How a proxy stands with istiod. */
export interface ConnectedProxy {
  readonly namespace: string;
  readonly name: string;
  /** Parts of which the last one that was sent was not taken; `rejected`: with this error. */
  readonly stale?: readonly string[];
  readonly rejected?: Readonly<Record<string, string>>;
  readonly sentAt?: string;
  readonly cluster?: string;
}

const urls: Readonly<Record<string, string>> = {
  cluster: "type.googleapis.com/envoy.config.cluster.v3.Cluster",
  listener: "type.googleapis.com/envoy.config.listener.v3.Listener",
  route: "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
  endpoint: "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
};

/**
 * Answers as istiod does. Source: istio/istio, pilot/pkg/xds/debug.go `Syncz`.
 * @param form whether it tells of `resources`, as it does since 1.24
 */
export function istiodAnswer(
  proxies: readonly ConnectedProxy[],
  form: "pairs" | "resources",
  { method, path, query }: PodRequest,
): PodAnswer {
  if (method !== "GET") return { status: 405, body: "Method Not Allowed\n" };
  if (path !== "/debug/syncz") return { status: 404, body: "404 page not found\n" };
  const namespace = query.get("namespace") ?? "";
  const shown = proxies.filter((proxy) => namespace === "" || proxy.namespace === namespace);
  return {
    headers: { "content-type": "application/json" },
    body: JSON.stringify(shown.map((one) => statusOf(one, form))),
  };
}

function statusOf(proxy: ConnectedProxy, form: "pairs" | "resources"): object {
  const {
    namespace,
    name,
    stale = [],
    rejected = {},
    sentAt = "2026-05-04T09:30:00.5Z",
    cluster = "Kubernetes",
  } = proxy;
  const types = Object.keys(urls);
  const acked = (type: string): string => (stale.includes(type) || type in rejected ? `${type}-1` : `${type}-2`);
  return {
    cluster_id: cluster,
    proxy: `${name}.${namespace}`,
    proxy_type: "sidecar",
    istio_version: "1.27.1",
    ...Object.fromEntries(
      types.flatMap((type) => [
        [`${type}_sent`, `${type}-2`],
        [`${type}_acked`, acked(type)],
      ]),
    ),
    ...(form === "pairs"
      ? {}
      : {
          resources: Object.fromEntries(
            types.map((type) => [
              urls[type],
              {
                sent: `${type}-2`,
                acked: acked(type),
                sentTime: sentAt,
                ...(rejected[type] === undefined ? {} : { lastError: rejected[type] }),
              },
            ]),
          ),
        }),
  };
}
