import { BlockList, isIP } from "node:net";
import type { Resources } from "../../model/snapshot.ts";
import { shortHost } from "./short-host.ts";

/** What has an address, or a block in which it lies. */
export interface Holders {
  /** Hosts of the Services and ServiceEntries, as `name.namespace` where they are the cluster's own. */
  readonly hosts: readonly string[];
  readonly namespaces: readonly string[];
}

/** The Services and ServiceEntries that an address stands for. */
export function hostsAt(address: string, { Service = [], ServiceEntry = [] }: Resources): Holders {
  const services = Service.filter(({ spec }) =>
    [spec.clusterIP, ...(spec.clusterIPs ?? []), ...(spec.externalIPs ?? [])].some((ip) => ip === address),
  );
  const entries = ServiceEntry.filter(({ spec }) =>
    (spec.addresses ?? []).some((block) => block === address || isIn(address, block)),
  );
  return {
    hosts: [
      ...services.map(({ metadata: { name, namespace } }) => `${name}.${namespace}`),
      ...entries.flatMap(({ metadata, spec }) => spec.hosts.map((host) => shortHost(host, metadata.namespace))),
    ],
    namespaces: [...services, ...entries].map(({ metadata }) => metadata.namespace),
  };
}

function isIn(address: string, block: string): boolean {
  const [network = "", width] = block.split("/");
  const family = isIP(network);
  const prefix = Number(width);
  if (family === 0 || width === undefined || !Number.isInteger(prefix) || prefix < 0) return false;
  if (isIP(address) !== family || prefix > (family === 6 ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, family === 6 ? "ipv6" : "ipv4");
  return list.check(address, family === 6 ? "ipv6" : "ipv4");
}
