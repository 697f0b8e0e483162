/** What an Envoy holds that istiod made of a cluster's objects: enough of it, in Istio's form. */
import type { RawObject } from "../snapshot.ts";
import type { EnvoyHolds } from "./fake-envoy.ts";

type Plain = { [key: string]: unknown };

/** How to make it. */
export interface HoldsOptions {
  /** A secret for a place in it that no answer needs. */
  readonly secret?: (place: string) => string;
  /** Ports that take plaintext, too. */
  readonly permissive?: readonly number[];
  /** RFC 3339. */
  readonly notAfter?: string;
}

/**
 * Clusters and routes for every Service, with subsets and VirtualServices, and the inbound listener of one pod with the
 * AuthorizationPolicies that select it. Source: istio/istio, pilot/pkg/networking/core and pilot/pkg/security/authz.
 */
export function istioHolds(objects: readonly RawObject[], pod: RawObject, options: HoldsOptions = {}): EnvoyHolds {
  const { secret = (place) => place, notAfter = "2026-05-05T09:00:00Z" } = options;
  const services = objects.filter(({ kind }) => kind === "Service");
  const routes = new Map<number, Plain[]>();
  const clusters = services.flatMap((service) =>
    portsOf(service).flatMap((port) => {
      routes.set(port, [...(routes.get(port) ?? []), virtualHost(objects, service, port, secret)]);
      return clustersOf(objects, service, port, secret);
    }),
  );
  const { namespace = "", name } = pod.metadata;
  const account = String((pod.spec as Plain | undefined)?.serviceAccountName ?? "default");
  return {
    clusters,
    routes: [...routes].map(([port, hosts]) => ({
      name: String(port),
      virtual_hosts: [
        ...hosts,
        { name: "allow_any", domains: ["*"], routes: [{ route: { cluster: "PassthroughCluster" } }] },
      ],
    })),
    listeners: [inbound(objects, pod, options), { name: "virtualOutbound", secret: secret("another-listener") }],
    certificates: {
      certificates: [
        {
          ca_cert: [{ path: "<inline>", serial_number: secret("authority"), expiration_time: "2036-01-01T00:00:00Z" }],
          cert_chain: [
            {
              path: "<inline>",
              serial_number: secret("serial"),
              subject_alt_names: [{ uri: `spiffe://cluster.local/ns/${namespace}/sa/${account}` }],
              days_until_expiration: "0",
              valid_from: "2026-05-04T09:00:00Z",
              expiration_time: notAfter,
            },
          ],
        },
      ],
    },
    info: {
      version: "abc/1.35.0/Clean/RELEASE/BoringSSL",
      state: "LIVE",
      command_line_options: { config_yaml: secret("command-line") },
      node: {
        id: `sidecar~10.0.0.1~${name}.${namespace}~${namespace}.svc.cluster.local`,
        metadata: { ISTIO_VERSION: "1.27.1", PASSWORD: secret("node-metadata"), LABELS: { app: name } },
      },
    },
  };
}

function portsOf({ spec }: RawObject): readonly number[] {
  return ((spec as { ports?: readonly { port: number }[] }).ports ?? []).map(({ port }) => port);
}

function hostOf({ metadata }: RawObject): string {
  return `${metadata.name}.${metadata.namespace}.svc.cluster.local`;
}

function madeBy({ metadata }: RawObject, kind: string): Plain {
  const config = `/apis/networking.istio.io/v1/namespaces/${metadata.namespace}/${kind}/${metadata.name}`;
  return { filter_metadata: { istio: { config } } };
}

function clustersOf(
  objects: readonly RawObject[],
  service: RawObject,
  port: number,
  secret: (place: string) => string,
): readonly Plain[] {
  const host = hostOf(service);
  const rule = objects.find(({ kind, spec }) => kind === "DestinationRule" && (spec as Plain).host === host);
  const subsets = ((rule?.spec as { subsets?: readonly { name: string }[] } | undefined)?.subsets ?? []).map(
    ({ name }) => name,
  );
  return ["", ...subsets].map((subset) => ({
    "@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster",
    name: `outbound|${port}|${subset}|${host}`,
    type: "EDS",
    transport_socket: { typed_config: { private_key: { inline_string: secret("private-key") } } },
    metadata:
      rule === undefined ? { filter_metadata: { istio: { services: [{ host }] } } } : madeBy(rule, "destination-rule"),
  }));
}

interface Destination {
  readonly host: string;
  readonly subset?: string;
}

function virtualHost(
  objects: readonly RawObject[],
  service: RawObject,
  port: number,
  secret: (place: string) => string,
): Plain {
  const host = hostOf(service);
  const { name, namespace } = service.metadata;
  const virtualService = objects.find(
    ({ kind, spec }) =>
      kind === "VirtualService" && ((spec as { hosts?: readonly string[] }).hosts ?? []).includes(host),
  );
  const plain = { route: { cluster: `outbound|${port}||${host}` }, decorator: { operation: `${host}:${port}/*` } };
  const http = (
    virtualService?.spec as { http?: readonly { route?: readonly { destination: Destination }[] }[] } | undefined
  )?.http;
  return {
    name: `${host}:${port}`,
    domains: [host, name, `${name}.${namespace}.svc`, `${name}.${namespace}`, "10.96.0.1"],
    request_headers_to_add: [{ header: { key: "authorization", value: `Bearer ${secret("header")}` } }],
    routes:
      virtualService === undefined
        ? [plain]
        : (http ?? []).map(({ route = [] }) => ({
            metadata: madeBy(virtualService, "virtual-service"),
            route:
              route.length === 1
                ? { cluster: clusterOf(route[0]?.destination, port) }
                : {
                    weighted_clusters: {
                      clusters: route.map((one) => ({ name: clusterOf(one.destination, port), weight: 1 })),
                    },
                  },
            request_headers_to_add: [{ header: { key: "x-key", value: secret("header-of-route") } }],
          })),
  };
}

function clusterOf(destination: Destination | undefined, port: number): string {
  return `outbound|${port}|${destination?.subset ?? ""}|${destination?.host ?? ""}`;
}

function inbound(
  objects: readonly RawObject[],
  pod: RawObject,
  { secret = (place) => place, permissive = [] }: HoldsOptions,
): Plain {
  const spec = pod.spec as { containers: readonly { ports?: readonly { containerPort: number }[] }[] };
  const ports = [0, ...spec.containers.flatMap(({ ports: own = [] }) => own.map(({ containerPort }) => containerPort))];
  const policies = objects.filter((object) => object.kind === "AuthorizationPolicy" && selects(object, pod));
  const filters = [
    {
      name: "envoy.filters.network.http_connection_manager",
      typed_config: {
        "@type":
          "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        http_filters: [
          {
            name: "envoy.filters.http.rbac",
            typed_config: {
              "@type": "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC",
              rules: {
                policies: Object.fromEntries(
                  policies.map((policy) => [ruleOf(policy), { permissions: [{ header: secret("permission") }] }]),
                ),
              },
              shadow_rules: { policies: { "ns[shop]-policy[in-the-shadow]-rule[0]": {} } },
            },
          },
        ],
      },
    },
  ];
  return {
    "@type": "type.googleapis.com/envoy.config.listener.v3.Listener",
    name: "virtualInbound",
    address: { socket_address: { address: "0.0.0.0", port_value: 15_006 } },
    filter_chains: [
      { name: "virtualInbound-blackhole", filter_chain_match: { destination_port: 15_006 } },
      ...[...new Set(ports)].flatMap((port) =>
        ["tls", ...(permissive.includes(port) ? ["raw_buffer"] : [])].map((transport) => ({
          name: port === 0 ? "virtualInbound" : `0.0.0.0_${port}`,
          filter_chain_match: { ...(port === 0 ? {} : { destination_port: port }), transport_protocol: transport },
          filters,
          transport_socket: { typed_config: { inline_bytes: secret("certificate") } },
        })),
      ),
    ],
  };
}

function ruleOf({ metadata }: RawObject): string {
  return `ns[${metadata.namespace}]-policy[${metadata.name}]-rule[0]`;
}

function selects({ metadata, spec }: RawObject, pod: RawObject): boolean {
  if (metadata.namespace !== pod.metadata.namespace) return false;
  const labels =
    (spec as { selector?: { matchLabels?: Readonly<Record<string, string>> } } | undefined)?.selector?.matchLabels ??
    {};
  const own = (pod.metadata as { labels?: Readonly<Record<string, string>> }).labels ?? {};
  return Object.entries(labels).every(([key, value]) => own[key] === value);
}
