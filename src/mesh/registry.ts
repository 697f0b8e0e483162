import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import { path } from "../model/path.ts";
import type { Service } from "../model/resources/core.ts";
import type { ServiceEntry } from "../model/resources/routing.ts";
import type { RegistryPort, RegistryService, Resolution } from "../model/service.ts";
import { ipInBlocks } from "./ip-blocks.ts";
import { portProtocol, serviceEntryProtocol } from "./port-protocol.ts";
import { refOf } from "./ref-of.ts";

const servicesByAddress: IndexDefinition<"Service"> = {
  name: "services by address",
  kind: "Service",
  keys: ({ spec }) => [...clusterIps(spec), ...(spec.externalIPs ?? [])],
};

const servicesByPort: IndexDefinition<"Service"> = {
  name: "services by port",
  kind: "Service",
  keys: ({ spec }) => spec.ports.map(({ port }) => String(port)),
};

const entriesByHost: IndexDefinition<"ServiceEntry"> = {
  name: "service entries by host",
  kind: "ServiceEntry",
  keys: ({ spec }) => spec.hosts.map((host) => host.toLowerCase()),
};

const entriesByAddress: IndexDefinition<"ServiceEntry"> = {
  name: "service entries by address",
  kind: "ServiceEntry",
  keys: ({ spec }) => (spec.addresses ?? []).map((address) => (address.includes("/") ? anyBlock : address)),
};
const anyBlock = "blocks";

const entriesByPort: IndexDefinition<"ServiceEntry"> = {
  name: "service entries by port",
  kind: "ServiceEntry",
  keys: ({ spec }) => (spec.ports ?? []).map(({ number }) => String(number)),
};

const fromService = new WeakMap<Service, RegistryService>();
const fromEntry = new WeakMap<ServiceEntry, readonly RegistryService[]>();

/**
 * A Kubernetes Service as the mesh's registry has it.
 * Source: pkg/kube/conversion.go `ConvertService`.
 */
export function registryService(service: Service, domain: string): RegistryService {
  const known = fromService.get(service);
  if (known !== undefined) return known;
  const { spec, metadata } = service;
  const headless = spec.clusterIP === "None";
  const alias = spec.type === "ExternalName" && spec.externalName !== undefined ? spec.externalName : undefined;
  const exportTo = metadata.annotations["networking.istio.io/exportTo"];
  const made: RegistryService = {
    hostname: `${metadata.name}.${metadata.namespace}.svc.${domain}`,
    namespace: metadata.namespace,
    registry: "Kubernetes",
    ref: refOf(service),
    ports: spec.ports.map((port, i) => ({
      number: port.port,
      name: port.name ?? "",
      protocol: portProtocol(port),
      targetPort: port.targetPort ?? port.port,
      path: path("spec", "ports", i),
    })),
    resolution: alias === undefined ? (headless ? "original" : "eds") : "alias",
    headless,
    addresses: clusterIps(spec),
    meshExternal: false,
    ...(alias === undefined ? {} : { aliasOf: alias }),
    exportTo: exportTo === undefined ? undefined : exportTo.split(",").map((part) => part.trim()),
    createdAt: metadata.creationTimestamp ?? "",
  };
  fromService.set(service, made);
  return made;
}

/**
 * Every host of a ServiceEntry as the registry has it.
 * Source: pilot/pkg/serviceregistry/serviceentry/conversion.go `convertServices`.
 */
export function registryEntries(entry: ServiceEntry): readonly RegistryService[] {
  const known = fromEntry.get(entry);
  if (known !== undefined) return known;
  const { spec, metadata } = entry;
  const ports: RegistryPort[] = (spec.ports ?? []).map((port, i) => ({
    number: port.number,
    name: port.name ?? "",
    protocol: serviceEntryProtocol(port),
    targetPort: port.targetPort ?? port.number,
    path: path("spec", "ports", i),
  }));
  const made = spec.hosts.map((host) => ({
    hostname: host.toLowerCase(),
    namespace: metadata.namespace,
    registry: "External" as const,
    ref: refOf(entry),
    ports,
    resolution: entryResolution(spec.resolution),
    headless: false,
    addresses: spec.addresses ?? [],
    meshExternal: spec.location !== "MESH_INTERNAL",
    exportTo: spec.exportTo,
    createdAt: metadata.creationTimestamp ?? "",
  }));
  fromEntry.set(entry, made);
  return made;
}

function entryResolution(resolution: string | undefined): Resolution {
  switch (resolution) {
    case "STATIC":
      return "eds";
    case "DNS":
    case "DNS_ROUND_ROBIN":
      return "dns";
    case "DYNAMIC_DNS":
      return "dynamic-dns";
    default:
      return "original";
  }
}

function clusterIps({ clusterIP, clusterIPs }: Service["spec"]): string[] {
  const all =
    clusterIPs !== undefined && clusterIPs.length > 0 ? clusterIPs : clusterIP === undefined ? [] : [clusterIP];
  return all.filter((ip) => ip !== "None" && ip !== "");
}

/** Everything declared under exactly this host name, Kubernetes Service first, then ServiceEntries oldest first. */
export function servicesNamed(mesh: Mesh, hostname: string): readonly RegistryService[] {
  const host = hostname.toLowerCase();
  const service = kubernetesService(mesh, host);
  const entries = mesh
    .find(entriesByHost, host)
    .flatMap((entry) => registryEntries(entry).filter((made) => made.hostname === host));
  return service === undefined ? entries : [service, ...entries];
}

function kubernetesService(mesh: Mesh, hostname: string): RegistryService | undefined {
  const suffix = `.svc.${mesh.settings.domain}`;
  if (!hostname.endsWith(suffix)) return undefined;
  const [name, namespace, ...more] = hostname.slice(0, -suffix.length).split(".");
  if (name === undefined || namespace === undefined || more.length > 0) return undefined;
  const service = mesh.get("Service", namespace, name);
  return service === undefined ? undefined : withTarget(mesh, registryService(service, mesh.settings.domain));
}

/**
 * An ExternalName stands for the host that it points at, with that host's ports and addresses; its own are ignored.
 * Where the registry does not know that host, it stays a DNS name.
 * Source: pilot/pkg/model/push_context.go `resolveServiceAliases`.
 */
export function withTarget(mesh: Mesh, service: RegistryService): RegistryService {
  if (service.aliasOf === undefined || service.aliasOf.toLowerCase() === service.hostname) return service;
  const target = servicesNamed(mesh, service.aliasOf)[0];
  return target === undefined
    ? service
    : { ...service, ports: target.ports, addresses: target.addresses, headless: target.headless };
}

/** Services whose virtual IP (or address block) this is; the narrowest block first. */
export function servicesAt(mesh: Mesh, ip: string): readonly RegistryService[] {
  const services = mesh.find(servicesByAddress, ip).map((service) => registryService(service, mesh.settings.domain));
  const exact = mesh.find(entriesByAddress, ip).flatMap(registryEntries);
  const blocks = mesh
    .find(entriesByAddress, anyBlock)
    .flatMap((entry) => {
      const widths = (entry.spec.addresses ?? [])
        .filter((block) => block.includes("/") && ipInBlocks(ip, [block]))
        .map(prefixLength);
      return widths.length === 0 ? [] : [{ entry, width: Math.max(...widths) }];
    })
    .sort((a, b) => b.width - a.width)
    .flatMap(({ entry }) => registryEntries(entry));
  return [...services, ...exact, ...blocks];
}

function prefixLength(block: string): number {
  return Number(block.slice(block.indexOf("/") + 1));
}

/** Every service that has this port, lazily: a caller that finds what it wants early pays no more. */
export function* servicesWithPort(mesh: Mesh, port: number): Generator<RegistryService> {
  for (const service of mesh.find(servicesByPort, String(port))) yield registryService(service, mesh.settings.domain);
  for (const entry of mesh.find(entriesByPort, String(port))) yield* registryEntries(entry);
}

/** ServiceEntry hosts that are wildcards covering this name, most specific first. */
export function wildcardEntries(mesh: Mesh, wildcards: readonly string[]): readonly RegistryService[] {
  return wildcards.flatMap((wildcard) =>
    mesh
      .find(entriesByHost, wildcard)
      .flatMap((entry) => registryEntries(entry).filter(({ hostname }) => hostname === wildcard)),
  );
}

/** The port of a service by number. */
export function portOf(service: RegistryService, number: number): RegistryPort | undefined {
  return service.ports.find((port) => port.number === number);
}

/** Of several services of one name or address the one that has the port; the first where none has. */
export function exposing(services: readonly RegistryService[], port: number): RegistryService | undefined {
  return services.find((service) => portOf(service, port) !== undefined) ?? services[0];
}
