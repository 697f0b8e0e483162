import type { RawObject } from "../../../kinds/raw-object.ts";
import { compare } from "../../../model/compare.ts";
import type { HeldRoutes } from "../../../model/proxy-state.ts";
import { distinct } from "./distinct.ts";
import { madeBy } from "./made-by.ts";
import { nameIn } from "./name-in.ts";
import { rawAt } from "./raw-at.ts";
import { rawList } from "./raw-list.ts";

/**
 * What a dump of `dynamic_route_configs` holds of these hosts. Where requests are only mirrored to does not count.
 * Source: istio/istio, pilot/pkg/networking/core/httproute.go `buildSidecarOutboundHTTPRouteConfig`.
 */
export function heldRoutes(dump: unknown, hosts: readonly string[]): readonly HeldRoutes[] {
  const held = rawList(dump, "configs").flatMap((config) => {
    const table = nameIn(rawAt(config, "route_config", "name"));
    if (table === undefined) return [];
    return rawList(config, "route_config", "virtual_hosts").flatMap((virtualHost) =>
      hosts.filter((host) => isFor(virtualHost, host)).map((host) => routesOf(virtualHost, table, host)),
    );
  });
  return held.toSorted((a, b) => compare(a.table, b.table) || compare(a.host, b.host));
}

/** Istio calls a virtual host `host:port`, and lists the host among its domains unless the table is of that host alone. */
function isFor({ name, domains }: RawObject, host: string): boolean {
  const names: readonly unknown[] = [name, ...(Array.isArray(domains) ? domains : [])];
  return names.some((one) => one === host || (typeof one === "string" && one.startsWith(`${host}:`)));
}

function routesOf(virtualHost: RawObject, table: string, host: string): HeldRoutes {
  const routes = rawList(virtualHost, "routes");
  const clusters = routes.flatMap((route) => [
    nameIn(rawAt(route, "route", "cluster")) ?? [],
    rawList(route, "route", "weighted_clusters", "clusters").flatMap(({ name }) => nameIn(name) ?? []),
  ]);
  return {
    table,
    host,
    virtualServices: distinct(
      routes.flatMap((route) => madeBy(route, "virtual-service") ?? []),
      ({ namespace, name }) => `${namespace}/${name}`,
    ),
    clusters: distinct(clusters.flat(), (name) => name),
  };
}
