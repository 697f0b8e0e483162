import type { FieldEvidence } from "./evidence.ts";
import type { Ref } from "./ref.ts";
import type { Proxy } from "./workload.ts";

/** Istio's protocol of a service port. `Auto`: not declared, sniffed at run time. `UDP` is not meshed. */
export type Protocol =
  | "HTTP"
  | "HTTP2"
  | "HTTP_PROXY"
  | "GRPC"
  | "GRPC-Web"
  | "HTTPS"
  | "TLS"
  | "TCP"
  | "Mongo"
  | "Redis"
  | "MySQL"
  | "UDP"
  | "Auto";

/** http, http2, http_proxy, grpc, grpc-web. Source: pkg/config/protocol/instance.go `IsHTTP`. */
export function isHttp(protocol: Protocol): boolean {
  return (
    protocol === "HTTP" ||
    protocol === "HTTP2" ||
    protocol === "HTTP_PROXY" ||
    protocol === "GRPC" ||
    protocol === "GRPC-Web"
  );
}

/** https and tls: the proxy sees TLS that the application began. Source: `IsTLS`. */
export function isTls(protocol: Protocol): boolean {
  return protocol === "HTTPS" || protocol === "TLS";
}

/** http2, grpc, grpc-web. */
export function isHttp2(protocol: Protocol): boolean {
  return protocol === "HTTP2" || protocol === "GRPC" || protocol === "GRPC-Web";
}

export interface RegistryPort {
  readonly number: number;
  readonly name: string;
  readonly protocol: Protocol;
  /** Number or name on the pod; a ServiceEntry's `targetPort`. */
  readonly targetPort: number | string;
  /** Path of the port in the object: `spec.ports[0]`. */
  readonly path: string;
}

/** How Envoy finds endpoints: `eds` by istiod, `dns` by itself, `original` dials the address that the app dialled. */
export type Resolution = "eds" | "dns" | "original" | "alias" | "dynamic-dns";

/** A host of the mesh's registry: a Kubernetes Service, or one host of a ServiceEntry. Istio's `model.Service`. */
export interface RegistryService {
  readonly hostname: string;
  readonly namespace: string;
  readonly registry: "Kubernetes" | "External";
  /** The object that declares it. */
  readonly ref: Ref;
  readonly ports: readonly RegistryPort[];
  readonly resolution: Resolution;
  readonly headless: boolean;
  /** Virtual IPs (ClusterIPs, a ServiceEntry's addresses, CIDRs included); empty where it has none. */
  readonly addresses: readonly string[];
  readonly meshExternal: boolean;
  /** Where an ExternalName leads. */
  readonly aliasOf?: string;
  readonly exportTo: readonly string[] | undefined;
  readonly createdAt: string;
}

/** One address that a cluster may send to. */
export interface Endpoint {
  readonly address: string;
  /** Target port number; `undefined`: a named target port that the pod does not declare. */
  readonly port: number | undefined;
  readonly ready: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace: string;
  readonly serviceAccount: string | undefined;
  /** Pod, WorkloadEntry or ServiceEntry that it is. */
  readonly ref: Ref;
  /** The proxy in front of it, as far as known. `undefined`: an address outside the mesh. */
  readonly proxy: Proxy | undefined;
  /** What istiod tells clients: `istio` when the endpoint takes mesh mTLS. */
  readonly tlsMode: "istio" | "disabled";
  readonly nodeName?: string;
  /** It lives where nothing was read: in another cluster, or in another network. */
  readonly beyond?: Beyond;
}

/** What an endpoint itself tells of a place that was not read. */
export interface Beyond {
  /** The cluster's name as Istio or the Multi-Cluster Services API has it. */
  readonly cluster?: string;
  readonly network?: string;
  /** The field that says so. */
  readonly said: FieldEvidence;
}
