/** Small log entries, workloads and a pair: checkout calls payment, two pods each, all in namespace shop. */
import type { Flow } from "../../src/model/flow.ts";
import type { LogEntry } from "../../src/model/log-entry.ts";
import type { Pair } from "../../src/model/pair.ts";
import type { Ref } from "../../src/model/ref.ts";
import type { RegistryService } from "../../src/model/service.ts";
import type { ProxyKind, Workload } from "../../src/model/workload.ts";

export const deployment: Ref = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "payment" };
const caller: Ref = { ...deployment, name: "checkout" };

export const service: RegistryService = {
  hostname: "payment.shop.svc.cluster.local",
  namespace: "shop",
  registry: "Kubernetes",
  ref: { apiVersion: "v1", kind: "Service", namespace: "shop", name: "payment" },
  ports: [{ number: 80, name: "http", protocol: "HTTP", targetPort: 8080, path: "spec.ports[0]" }],
  resolution: "eds",
  headless: false,
  addresses: ["10.96.0.7"],
  meshExternal: false,
  exportTo: undefined,
  createdAt: "",
};

export const clients = [workload("checkout-1", "10.0.1.1", caller), workload("checkout-2", "10.0.1.2", caller)];
export const servers = [workload("payment-1", "10.0.2.1", deployment), workload("payment-2", "10.0.2.2", deployment)];

export const pair: Pair = {
  from: caller,
  clients,
  to: service.ref,
  services: [service],
  host: service.hostname,
  viaGateway: false,
};

export const flow: Flow = {
  from: caller,
  to: service.ref,
  host: "payment",
  port: 80,
  scheme: "http",
  method: "POST",
  path: "/charge",
  headers: [],
  named: true,
  chosenBecause: "named in the question",
};

export function workload(name: string, ip: string, owner: Ref, kind: ProxyKind = "sidecar"): Workload {
  const metadata = { name, namespace: owner.namespace, labels: {}, annotations: {} };
  return {
    pod: { apiVersion: "v1", kind: "Pod", metadata, spec: { containers: [] }, status: { podIP: ip } },
    ref: podRef(name, owner.namespace),
    namespace: owner.namespace,
    labels: {},
    serviceAccount: owner.name,
    ip,
    ready: true,
    proxy: { kind, because: [] },
    owner,
  };
}

/** A line that says nothing but when, and that all went well. */
export function entry(pod: string, second: number, more: Partial<LogEntry> = {}): LogEntry {
  const at = new Date(Date.UTC(2026, 10, 20, 14, 0, 0) + second * 1000).toISOString();
  const place = { file: `logs/shop/${pod}/istio-proxy.log`, line: 1 };
  const base = { pod: podRef(pod, "shop"), container: "istio-proxy", place, at, code: 200, flags: [], durationMs: 10 };
  return { ...base, line: `${at} ${pod} ${JSON.stringify(more)}`, ...more };
}

/** What checkout's proxy logs of a call to payment that went well. */
export function clientLine(second: number, more: Partial<LogEntry> = {}): LogEntry {
  return entry("checkout-1", second, {
    method: "POST",
    path: "/charge",
    details: "via_upstream",
    requestId: `id-${second}`,
    authority: "payment",
    upstreamHost: "10.0.2.1:8080",
    upstreamCluster: "outbound|80||payment.shop.svc.cluster.local",
    upstreamLocalAddress: "10.0.1.1:40000",
    downstreamLocalAddress: "10.96.0.7:80",
    downstreamRemoteAddress: "10.0.1.1:50000",
    routeName: "default",
    ...more,
  });
}

/** What payment's proxy logs of the same call. */
export function serverLine(second: number, more: Partial<LogEntry> = {}): LogEntry {
  return entry("payment-1", second, {
    method: "POST",
    path: "/charge",
    details: "via_upstream",
    requestId: `id-${second}`,
    authority: "payment",
    upstreamHost: "10.0.2.1:8080",
    upstreamCluster: "inbound|8080||",
    upstreamLocalAddress: "127.0.0.6:33333",
    downstreamLocalAddress: "10.0.2.1:8080",
    downstreamRemoteAddress: "10.0.1.1:40000",
    requestedServerName: "outbound_.80_._.payment.shop.svc.cluster.local",
    routeName: "default",
    ...more,
  });
}

/** What payment's proxy logs of a plaintext connection that it turns away. */
export function turnedAway(second: number, more: Partial<LogEntry> = {}): LogEntry {
  return entry("payment-1", second, {
    code: 0,
    flags: ["NR"],
    details: "filter_chain_not_found",
    durationMs: 0,
    downstreamLocalAddress: "10.0.2.1:8080",
    downstreamRemoteAddress: "10.0.1.1:40000",
    ...more,
  });
}

function podRef(name: string, namespace: string): Ref {
  return { apiVersion: "v1", kind: "Pod", namespace, name };
}
