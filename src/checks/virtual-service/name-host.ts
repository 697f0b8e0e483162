import type { Spot } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import { refText } from "../../model/ref.ts";
import { replaceValue } from "../change/replace-value.ts";
import type { Scene } from "../in-force/scene.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";

/** The full names that may be meant by a host that is none: first the service that was asked for, then similar ones. */
export function nameHost(
  spot: Spot,
  host: string,
  similar: readonly string[],
  { mesh, pair }: Scene,
): readonly Proposal[] {
  const old = valueAt(mesh, spot);
  if (typeof old !== "string") return [];
  const first = firstLabel(host);
  const asked = pair.services.map(({ hostname }) => hostname).filter((hostname) => firstLabel(hostname) === first);
  return [...new Set([...asked, ...similar])]
    .filter((wanted) => wanted !== old)
    .slice(0, 3)
    .map((wanted) =>
      propose(`Send to ${wanted} instead of ${old} in ${refText(spot.ref)}`, replaceValue(spot, old, wanted)),
    );
}

function firstLabel(host: string): string {
  return host.split(".")[0] ?? host;
}
