import type { CauseOf } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { refText } from "../../model/ref.ts";
import { replaceValue } from "../change/replace-value.ts";
import { nearTexts } from "../near-text.ts";
import { propose } from "../propose.ts";
import { podsBehind } from "../service/pods-behind.ts";
import { valueAt } from "../value-at.ts";

type Labels = Readonly<Record<string, string>>;

/** Labels that pods of the service have in place of those that none has: the subset's own name first, then the likest. */
export function selectPods({ spot, service }: CauseOf<"no-endpoints">, mesh: Mesh): readonly Proposal[] {
  const old = valueAt(mesh, spot) as Labels | undefined;
  const name = valueAt(mesh, { ref: spot.ref, path: spot.path.replace(/labels$/, "name") });
  if (old === undefined || typeof name !== "string") return [];
  const pods = podsBehind(mesh, service).map(({ metadata }) => metadata.labels);
  const found = Object.entries(old).flatMap(([key, value]) => {
    if (pods.some((labels) => labels[key] === value)) return [];
    const values = [...new Set(pods.flatMap((labels) => labels[key] ?? []))];
    return [...new Set([...values.filter((one) => one === name), ...nearTexts(value, values)])].map((one) => ({
      ...old,
      [key]: one,
    }));
  });
  return found
    .slice(0, 3)
    .map((labels) =>
      propose(
        `Let subset "${name}" select ${labelText(labels)} in ${refText(spot.ref)}`,
        replaceValue(spot, old, labels),
      ),
    );
}

function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");
}
