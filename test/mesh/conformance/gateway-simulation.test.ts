import { expect } from "vitest";
import { gatewayPodListener } from "../../../src/mesh/gateway-listener.ts";
import type { GatewayServerAt, GatewayWorkload } from "../../../src/mesh/gateway-servers.ts";
import { gatewayVirtualHosts, virtualHostFor } from "../../../src/mesh/gateway-virtual-hosts.ts";
import { expandHost, mostSpecificMatch } from "../../../src/mesh/host.ts";
import { registryEntries } from "../../../src/mesh/registry.ts";
import type { Mesh } from "../../../src/model/mesh.ts";
import type { HttpRoute } from "../../../src/model/resources/virtual-service.ts";
import { conformance } from "./suite.ts";

interface Call {
  readonly port: number;
  readonly tls: "plaintext" | "tls";
  readonly host?: string;
  readonly sni?: string;
  readonly path?: string;
  readonly proxy: { readonly namespace: string; readonly labels: Record<string, string>; readonly ip: string };
}

interface Expect {
  readonly outcome: string;
  readonly virtualHost?: string;
  readonly destination?: { readonly host: string; readonly port: number };
}

interface Outcome {
  readonly outcome: string;
  readonly virtualHost?: string;
  readonly destination?: string;
}

const gaps = {
  "single-service-no-service-match":
    "the annotation internal.istio.io/gateway-service, which only istiod writes, makes a port a Service lacks a no-op",
};

conformance<Call, Expect>("gateway-simulation", gaps, (mesh, { call, expect: wanted }) => {
  const got = ask(mesh, { ...call.proxy, services: servicesAt(mesh, call.proxy.ip) }, call);
  expect(got.outcome).toBe(wanted.outcome);
  if (wanted.virtualHost !== undefined) expect(wanted.virtualHost).toContain(got.virtualHost ?? "blackhole");
  if (wanted.destination !== undefined)
    expect(got.destination).toMatch(new RegExp(`^${wanted.destination.host}(\\.svc.*)?$`));
});

function servicesAt(mesh: Mesh, ip: string): GatewayWorkload["services"] {
  return mesh
    .all("ServiceEntry")
    .filter(({ spec }) => spec.endpoints?.some(({ address }) => address === ip))
    .flatMap(registryEntries);
}

/** The calls name the port that the gateway's pod listens on. */
function ask(mesh: Mesh, gateway: GatewayWorkload, call: Call): Outcome {
  const { listening, clashing } = gatewayPodListener(mesh, gateway, call.port);
  if (clashing.length > 0) return { outcome: "invalid-config" };
  const chosen =
    call.tls === "plaintext" ? listening.filter(({ form }) => form === "http") : bySni(listening, call.sni ?? "");
  if (chosen.length === 0) return { outcome: "reset" };
  const virtualHost = virtualHostFor(gatewayVirtualHosts(mesh, gateway.namespace, chosen), call.host ?? "");
  if (virtualHost === undefined) return { outcome: "404" };
  if (virtualHost.redirect !== undefined) return { outcome: "301", virtualHost: virtualHost.host };
  for (const { virtualService } of virtualHost.bindings) {
    const route = virtualService.spec.http?.find((each) => matches(each, call.path ?? "/"));
    const host = route?.route?.[0]?.destination.host;
    if (host === undefined) continue;
    return {
      outcome: "ok",
      virtualHost: virtualHost.host,
      destination: expandHost(host, virtualService.metadata.namespace, "cluster.local"),
    };
  }
  return { outcome: "404", virtualHost: virtualHost.host };
}

function bySni(servers: readonly GatewayServerAt[], sni: string): GatewayServerAt[] {
  const hosts = servers.flatMap((server) => server.hosts.map((host) => host.slice(host.indexOf("/") + 1)));
  const best = mostSpecificMatch(sni, hosts);
  return servers.filter(({ hosts }) => hosts.some((host) => host.slice(host.indexOf("/") + 1) === best)).slice(0, 1);
}

function matches({ match = [] }: HttpRoute, path: string): boolean {
  return match.length === 0 || match.some(({ uri }) => uri?.exact === path || path.startsWith(uri?.prefix ?? "\0"));
}
