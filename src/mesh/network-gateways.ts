import type { IndexDefinition, Mesh } from "../model/mesh.ts";
import type { Service } from "../model/resources/core.ts";
import { networkLabel } from "./network-of.ts";

/** A door to a network, as istiod finds it by the label of a Service. */
export interface NetworkGateway {
  /** The mesh in which it stands. */
  readonly home: Mesh;
  readonly service: Service;
  /** What clients of other networks dial. */
  readonly address: string;
  /** Port of the Service; 0: none that sidecars can use. */
  readonly port: number;
}

const byNetwork: IndexDefinition<"Service"> = {
  name: "services by network",
  kind: "Service",
  keys: ({ metadata }) => {
    const network = metadata.labels[networkLabel];
    return network === undefined || network === "" ? [] : [network, anyNetwork];
  },
};
const anyNetwork = "";
const usualPort = 15_443;
/** HBONE, which sidecars do not speak to gateways. */
const ambientPort = 15_008;

/**
 * The gateways of a network that sidecars can use: those of the endpoint's own cluster where there are any. Where it has
 * only such as sidecars cannot use (of ambient mode), those of other clusters do not stand in.
 * Source: pilot/pkg/serviceregistry/kube/controller/network.go `getGatewayDetails`, `extractGatewaysInner`;
 * pilot/pkg/xds/endpoints/ep_filters.go `selectNetworkGateways`.
 */
export function networkGateways(mesh: Mesh, network: string, cluster: string | undefined): readonly NetworkGateway[] {
  const found = gatewaysUnder(mesh, network);
  const near = found.filter(({ home }) => home.cluster === cluster);
  return (near.length > 0 ? near : found).filter(({ port }) => port !== 0);
}

/**
 * Why the gateways of a network cannot be told: they are described in a way that is not followed; `undefined`: they can.
 * Source: network.go `reloadMeshNetworks`, `handleGatewayResource`, `updateServiceNodePortAddresses`.
 */
export function unfollowedGateways(mesh: Mesh, network: string): string | undefined {
  const meshes = [mesh, ...mesh.peers];
  const described = meshes.flatMap((home) => home.all("ConfigMap").flatMap(({ meshNetworks = [] }) => meshNetworks));
  if (described.length > 0) return "networks that meshNetworks of the mesh configuration describes";
  const byNode =
    network !== "" && meshes.some((home) => home.find(byNetwork, network).some(({ spec }) => spec.type === "NodePort"));
  if (byNode) return `a gateway of network ${network} that is reached through ports of nodes`;
  const drawn = meshes
    .flatMap((home) => home.all("KubernetesGateway"))
    .filter(({ metadata }) => network !== "" && metadata.labels[networkLabel] === network);
  if (drawn.some(({ spec }) => spec.gatewayClassName === "istio-remote"))
    return `a gateway of network ${network} of class istio-remote`;
  const passing = drawn.some(({ spec }) => spec.listeners?.some(({ protocol }) => protocol !== "HBONE") === true);
  return passing ? `a gateway of network ${network} that the Gateway API describes` : undefined;
}

/** Without any gateway networks mean nothing. Source: `NetworkGateways.IsMultiNetworkEnabled`. */
export function isMultiNetwork(mesh: Mesh): boolean {
  return gatewaysUnder(mesh, anyNetwork).length > 0;
}

function gatewaysUnder(mesh: Mesh, key: string): readonly NetworkGateway[] {
  return [mesh, ...mesh.peers].flatMap((home) =>
    home.find(byNetwork, key).flatMap((service) => {
      const has = (number: number): boolean => service.spec.ports.some(({ port }) => port === number);
      const written = portOf(service);
      if (!has(written) && !has(ambientPort)) return [];
      const port = has(written) ? written : 0;
      return addressesOf(service).map((address) => ({ home, service, address, port }));
    }),
  );
}

function portOf({ metadata }: Service): number {
  const written = Number(metadata.labels["networking.istio.io/gatewayPort"]);
  return Number.isInteger(written) && written > 0 ? written : usualPort;
}

/** Source: pilot/pkg/serviceregistry/kube/conversion.go `ConvertService` (`ClusterExternalAddresses`). */
function addressesOf({ spec, status }: Service): readonly string[] {
  const balanced =
    spec.type === "LoadBalancer"
      ? (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? [])
      : [];
  return [...balanced, ...(spec.externalIPs ?? [])];
}
