import type { Spot } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import { refText } from "../../model/ref.ts";
import { appendValue } from "../change/append-value.ts";
import type { Scene } from "../in-force/scene.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";
import { hostRoute } from "./host-route.ts";

/** The name that was asked for, among a server's hosts; a VirtualService for it; or both. */
export function bindHost(spot: Spot, scene: Scene): readonly Proposal[] {
  const hosts = valueAt(scene.mesh, spot);
  const route = hostRoute(spot.ref, scene);
  if (spot.ref.kind !== "Gateway" || !Array.isArray(hosts)) return [];
  const addition = appendValue(spot, hosts, scene.flow.host);
  return [
    ...(route === undefined ? [] : [propose(route.summary, route.change)]),
    propose(`Add ${scene.flow.host} to the hosts of ${refText(spot.ref)}`, addition),
    ...(route === undefined ? [] : [propose(`${route.summary}, and add the host there`, addition, route.change)]),
  ];
}
