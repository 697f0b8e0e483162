import type { Spot } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import { refText } from "../../model/ref.ts";
import { appendValue } from "../change/append-value.ts";
import type { Scene } from "../in-force/scene.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";

/** Adds the name that was asked for to the hosts of a server. */
export function admitName(spot: Spot, { mesh, flow }: Scene): readonly Proposal[] {
  const hosts = valueAt(mesh, spot);
  return Array.isArray(hosts)
    ? [propose(`Add ${flow.host} to the hosts of ${refText(spot.ref)}`, appendValue(spot, hosts, flow.host))]
    : [];
}
