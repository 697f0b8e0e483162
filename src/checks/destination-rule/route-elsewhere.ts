import type { CauseOf } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { replaceValue } from "../change/replace-value.ts";
import { nearTexts } from "../near-text.ts";
import { propose } from "../propose.ts";
import { valueAt } from "../value-at.ts";

/** Sends to a subset that is declared and may be meant; where there are other destinations, to these alone. */
export function routeElsewhere(
  { subset, route, declared }: CauseOf<"subset-undeclared">,
  mesh: Mesh,
): readonly Proposal[] {
  const spot = { ref: route.ref, path: `${route.path}.subset` };
  const written = valueAt(mesh, spot);
  const renamed =
    typeof written !== "string"
      ? []
      : nearTexts(subset, declared)
          .slice(0, 2)
          .map((name) =>
            propose(
              `Send to subset "${name}" instead of "${subset}" in ${refText(route.ref)}`,
              replaceValue(spot, written, name),
            ),
          );
  const weight = { ref: route.ref, path: route.path.replace(/destination$/, "weight") };
  const old = valueAt(mesh, weight);
  const drained =
    typeof old === "number" && old > 0
      ? [propose(`Remove the weight from subset "${subset}" in ${refText(route.ref)}`, replaceValue(weight, old, 0))]
      : [];
  return [...renamed, ...drained];
}
