import type { CauseOf } from "../../model/cause.ts";
import type { Charge } from "../../model/check.ts";
import { field } from "../../model/evidence.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refKey, refText } from "../../model/ref.ts";
import { replaceValue } from "../change/replace-value.ts";
import { propose } from "../propose.ts";
import { refOf } from "../ref-of.ts";
import { podsBehind } from "../service/pods-behind.ts";
import { valueAt } from "../value-at.ts";

/** Subsets of the same name in other rules of the same host, which lost to the older one and would have had pods. */
export function overriddenTwins(
  { spot, service }: CauseOf<"no-endpoints">,
  mesh: Mesh,
  found: string,
): readonly Charge[] {
  const { ref } = spot;
  const host = valueAt(mesh, { ref, path: "spec.host" });
  const name = valueAt(mesh, { ref, path: spot.path.replace(/labels$/, "name") });
  const old = valueAt(mesh, spot);
  const pods = podsBehind(mesh, service);
  return mesh.list("DestinationRule", ref.namespace).flatMap((rule) => {
    const other = refOf(rule);
    if (refKey(other) === refKey(ref) || rule.spec.host !== host || old === undefined) return [];
    return (rule.spec.subsets ?? []).flatMap((subset, i): Charge[] => {
      const { labels = {} } = subset;
      const path = `spec.subsets[${i}]`;
      const selects = pods.some(({ metadata }) =>
        Object.entries(labels).every(([key, value]) => metadata.labels[key] === value),
      );
      if (subset.name !== name || !selects) return [];
      return [
        {
          summary: `${found}: subset "${name}" of ${refText(other)} has pods, but ${refText(ref)} declares one of that name too, and is older`,
          resource: { ref: other, path },
          related: [spot],
          evidence: [field(other, `${path}.labels`, labels), field(ref, spot.path, old, "is in force")],
          proposals: [
            propose(
              `Give subset "${name}" of ${refText(ref)} the labels that ${refText(other)} gives it`,
              replaceValue(spot, old, labels),
            ),
          ],
        },
      ];
    });
  });
}
