import type { Spot } from "../model/cause.ts";
import { byDefault, type Evidence, field, part } from "../model/evidence.ts";
import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import { path } from "../model/path.ts";
import type { Sidecar } from "../model/resources/routing.ts";
import type { Protocol, RegistryService } from "../model/service.ts";
import type { Workload } from "../model/workload.ts";
import { targetPortOn } from "./pod-endpoint.ts";
import { parseProtocol } from "./port-protocol.ts";
import { refOf } from "./ref-of.ts";
import { registryEntries } from "./registry.ts";
import { servicesSelecting } from "./services-selecting.ts";
import { sidecarScope } from "./sidecar-scope.ts";

/** What a server's proxy is told about one port of its pod. */
export interface InboundPort {
  /** `none`: no Service declares the port, the passthrough chain takes it. */
  readonly protocol: Protocol | "none";
  /** The field that declares it. */
  readonly spot: Spot | undefined;
  /** The service whose port it is, the oldest where several are. */
  readonly service: RegistryService | undefined;
  /** Where the proxy sends to, when a Sidecar says otherwise than the pod's own address: `127.0.0.1:8080`. */
  readonly defaultEndpoint?: string;
  /** A Service declares the port, but the Sidecar's ingress list leaves it out. */
  readonly hiddenBy?: Spot;
  readonly because: readonly Evidence[];
}

const entriesByEndpoint: IndexDefinition<"ServiceEntry"> = {
  name: "service entries by endpoint address",
  kind: "ServiceEntry",
  keys: ({ spec }) => (spec.endpoints ?? []).flatMap(({ address }) => (address === undefined ? [] : [address])),
};

/**
 * How the inbound listener treats a port of a pod. A Sidecar's `ingress` list replaces what Services declare; of two
 * Services on one target port the older one's protocol holds.
 * Source: pilot/pkg/networking/core/listener_inbound.go `buildInboundChainConfigs`.
 */
export function inboundPort(mesh: Mesh, workload: Workload, port: number): InboundPort {
  const declared = declaredPort(mesh, workload, port);
  const { sidecar } = sidecarScope(mesh, { kind: "sidecar", namespace: workload.namespace, labels: workload.labels });
  const ingress = sidecar?.spec.ingress ?? [];
  if (sidecar === undefined || ingress.length === 0) return declared;
  return ingressPort(sidecar, port) ?? leftOut(sidecar, declared);
}

function declaredPort(mesh: Mesh, workload: Workload, port: number): InboundPort {
  const byAddress = workload.ip === undefined ? [] : mesh.find(entriesByEndpoint, workload.ip).flatMap(registryEntries);
  for (const service of [...servicesSelecting(mesh, workload.namespace, workload.labels), ...byAddress]) {
    const found = service.ports.find(
      ({ targetPort, protocol }) => protocol !== "UDP" && targetPortOn(workload.pod, targetPort) === port,
    );
    if (found === undefined) continue;
    return {
      protocol: found.protocol,
      spot: { ref: service.ref, path: found.path },
      service,
      because: [field(service.ref, `${found.path}.name`, found.name, `protocol ${found.protocol}`)],
    };
  }
  return {
    protocol: "none",
    spot: undefined,
    service: undefined,
    because: [byDefault(`no Service declares port ${port} of the pod: its proxy passes the connection through`)],
  };
}

function ingressPort(sidecar: Sidecar, port: number): InboundPort | undefined {
  const ingress = sidecar.spec.ingress ?? [];
  const at = ingress.findIndex((entry) => entry.port?.number === port);
  const entry = ingress[at];
  if (entry === undefined) return undefined;
  const ref = refOf(sidecar);
  const spot = { ref, path: path("spec", "ingress", at) };
  return {
    protocol: parseProtocol(entry.port?.protocol ?? "") ?? "Auto",
    spot,
    service: undefined,
    ...(entry.defaultEndpoint === undefined || entry.defaultEndpoint === ""
      ? {}
      : { defaultEndpoint: entry.defaultEndpoint }),
    because: [
      field(ref, `${spot.path}.port.number`, port, "the Sidecar's ingress list replaces what Services declare"),
    ],
  };
}

function leftOut(sidecar: Sidecar, declared: InboundPort): InboundPort {
  const hiddenBy = { ref: refOf(sidecar), path: "spec.ingress" };
  return {
    protocol: "none",
    spot: undefined,
    service: declared.service,
    ...(declared.protocol === "none" ? {} : { hiddenBy }),
    because: [
      part(hiddenBy.ref, hiddenBy.path, "the Sidecar's ingress list leaves this port out"),
      ...declared.because,
    ],
  };
}
