import { expect } from "vitest";
import { importsService } from "../../../src/mesh/imports.ts";
import { importsVirtualService } from "../../../src/mesh/imports-virtual-service.ts";
import { parseProtocol } from "../../../src/mesh/port-protocol.ts";
import { registryEntries } from "../../../src/mesh/registry.ts";
import { scopedService } from "../../../src/mesh/scoped-service.ts";
import { sidecarScope } from "../../../src/mesh/sidecar-scope.ts";
import type { Mesh } from "../../../src/model/mesh.ts";
import type { RegistryService } from "../../../src/model/service.ts";
import { conformance, type RegistryRow } from "./suite.ts";

interface Call {
  readonly from: { readonly namespace: string };
}
interface Expect {
  readonly outcome: "scope" | "policy" | "not-depends";
  readonly services?: readonly RegistryRow[];
  readonly outboundTrafficPolicy?: string;
  readonly configNamespace?: string;
}
conformance<Call, Expect>("sidecar-scope", {}, (read, { call, expect: wanted, registry = [] }) => {
  const mesh = withoutDomain(read);
  const scope = sidecarScope(mesh, { kind: "sidecar", namespace: call.from.namespace, labels: {} });
  switch (wanted.outcome) {
    case "policy":
      expect(scope.outbound.mode).toBe(wanted.outboundTrafficPolicy);
      return;
    case "not-depends": {
      const elsewhere = { namespace: wanted.configNamespace ?? "" };
      for (const entry of mesh.all("ServiceEntry"))
        for (const service of registryEntries(entry))
          expect(
            importsService(mesh, scope, { ...service, ...elsewhere, ref: { ...service.ref, ...elsewhere } }).imported,
          ).toBe(false);
      for (const service of mesh.all("VirtualService")) {
        const moved = { ...service, metadata: { ...service.metadata, ...elsewhere } };
        expect(importsVirtualService(mesh, scope, moved).imported).toBe(false);
      }
      return;
    }
    case "scope": {
      const services = registry.map(registered);
      const found = [...new Set(services.map(({ hostname }) => hostname))].flatMap((host) => {
        const same = services.filter(({ hostname }) => hostname === host);
        return scopedService(mesh, scope, same)?.service ?? [];
      });
      expect(ports(found)).toEqual(ports((wanted.services ?? []).map(registered)));
    }
  }
});

/** Istio's tests run without a cluster domain, so that short names become `name.namespace`. */
function withoutDomain(mesh: Mesh): Mesh {
  return mesh.with(
    mesh.all("VirtualService").map((resource) => {
      const { namespace, name } = resource.metadata;
      const hosts = resource.spec.hosts.map((host) => (/^[^.*]+$/.test(host) ? `${host}.${namespace}` : host));
      return { kind: "VirtualService", namespace, name, resource: { ...resource, spec: { ...resource.spec, hosts } } };
    }),
  );
}

function registered(row: RegistryRow): RegistryService {
  const { hostname, namespace = "", name = "", registry = "External", creationTime = 0 } = row;
  return {
    hostname,
    namespace,
    registry,
    ref: { apiVersion: "networking.istio.io/v1", kind: "ServiceEntry", namespace, name },
    ports: (row.ports ?? []).map((port, i) => ({
      number: port.port,
      name: port.name,
      protocol: parseProtocol(port.protocol ?? "") ?? "Auto",
      targetPort: port.port,
      path: `spec.ports[${i}]`,
    })),
    resolution: row.resolution === "DNSLB" ? "dns" : "eds",
    headless: false,
    addresses: [],
    meshExternal: false,
    exportTo: row.exportTo,
    createdAt: new Date(creationTime * 1000).toISOString(),
  };
}

/** Hosts with the ports they are seen with; a listener's services of one host count as one. */
function ports(services: readonly RegistryService[]): Record<string, readonly number[]> {
  const found: Record<string, readonly number[]> = {};
  for (const { namespace, hostname, ports: own } of services) {
    const key = `${namespace}/${hostname}`;
    found[key] = [...new Set([...(found[key] ?? []), ...own.map(({ number }) => number)])].sort((a, b) => a - b);
  }
  return found;
}
