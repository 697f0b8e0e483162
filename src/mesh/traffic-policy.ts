import type { Spot } from "../model/cause.ts";
import { path } from "../model/path.ts";
import type {
  ClientTls,
  ConnectionPool,
  LoadBalancer,
  OutlierDetection,
  TrafficPolicy,
  TrafficPolicyBlocks,
} from "../model/resources/destination-rule.ts";
import type { Located, MergedRule } from "./merged-rule.ts";

/** The blocks in force for one port (and subset), each with the object and path it comes from. */
export interface PortPolicy {
  readonly connectionPool?: Located<ConnectionPool>;
  readonly loadBalancer?: Located<LoadBalancer>;
  readonly outlierDetection?: Located<OutlierDetection>;
  readonly tls?: Located<ClientTls>;
}

/**
 * The traffic policy in force. A port's entry replaces all four blocks at once, whether it sets them or not; a subset
 * overrides block by block. `port` is the service's port.
 * Source: pilot/pkg/networking/util/util.go `GetPortLevelTrafficPolicy`, `MergeSubsetTrafficPolicy`.
 */
export function trafficPolicyFor(rule: MergedRule | undefined, port: number, subset?: string): PortPolicy {
  const general = blocksOf(rule?.trafficPolicy, port);
  const own = subset === undefined ? undefined : rule?.subsets.find(({ name }) => name === subset)?.trafficPolicy;
  if (own === undefined) return general.blocks;
  const special = blocksOf(own, port);
  return special.fromPort ? special.blocks : { ...general.blocks, ...special.blocks };
}

interface Blocks {
  readonly blocks: PortPolicy;
  readonly fromPort: boolean;
}

function blocksOf(policy: Located<TrafficPolicy> | undefined, port: number): Blocks {
  if (policy === undefined) return { blocks: {}, fromPort: false };
  const i = portEntry(policy.value, port);
  const entry = policy.value.portLevelSettings?.[i];
  return entry === undefined
    ? { blocks: located(policy.value, policy.spot), fromPort: false }
    : { blocks: located(entry, entrySpot(policy.spot, i)), fromPort: true };
}

function portEntry({ portLevelSettings = [] }: TrafficPolicy, port: number): number {
  return portLevelSettings.findIndex((entry) => entry.port?.number === port);
}

function entrySpot(spot: Spot, i: number): Spot {
  return { ref: spot.ref, path: `${spot.path}.${path("portLevelSettings", i)}` };
}

function located(blocks: TrafficPolicyBlocks, spot: Spot): PortPolicy {
  const at = (name: keyof TrafficPolicyBlocks): Spot => ({ ref: spot.ref, path: `${spot.path}.${name}` });
  const { connectionPool, loadBalancer, outlierDetection, tls } = blocks;
  return {
    ...(connectionPool === undefined ? {} : { connectionPool: { value: connectionPool, spot: at("connectionPool") } }),
    ...(loadBalancer === undefined ? {} : { loadBalancer: { value: loadBalancer, spot: at("loadBalancer") } }),
    ...(outlierDetection === undefined
      ? {}
      : { outlierDetection: { value: outlierDetection, spot: at("outlierDetection") } }),
    ...(tls === undefined ? {} : { tls: { value: tls, spot: at("tls") } }),
  };
}
