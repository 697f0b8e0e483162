import type { CauseOf } from "../../model/cause.ts";
import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { pathParts } from "../../model/path.ts";
import { refText } from "../../model/ref.ts";
import { replaceValue } from "../change/replace-value.ts";
import { nearTexts } from "../near-text.ts";
import { propose } from "../propose.ts";
import { podsBehind } from "../service/pods-behind.ts";

type Labels = Readonly<Record<string, string>>;

/** Labels that pods of the service do have, for a subset whose labels none has: the likeliest first. */
export function selectPods({ spot, service }: CauseOf<"no-endpoints">, mesh: Mesh): readonly Proposal[] {
  const { ref, path } = spot;
  const subsets = mesh.home(ref).get("DestinationRule", ref.namespace, ref.name)?.spec.subsets ?? [];
  const index = Number(pathParts(path).find((part) => typeof part === "number"));
  const subset = subsets[index];
  if (subset?.labels === undefined) return [];
  const others = subsets.filter((_, i) => i !== index).map(({ labels = {} }) => labels);
  const { name, labels: old } = subset;
  return candidates(name, old, { pods: podsBehind(mesh, service).map(({ metadata }) => metadata.labels), others })
    .slice(0, 3)
    .map((labels) =>
      propose(`Let subset "${name}" select ${labelText(labels)} in ${refText(ref)}`, replaceValue(spot, old, labels)),
    );
}

interface Known {
  readonly pods: readonly Labels[];
  /** What the rule's other subsets select. */
  readonly others: readonly Labels[];
}

/** Another value for a label: the subset's own name, one that no other subset has, one that looks alike. */
function candidates(name: string, old: Labels, { pods, others }: Known): readonly Labels[] {
  const changed = Object.entries(old).flatMap(([key, value]) => {
    const values = [...new Set(pods.flatMap((labels) => labels[key] ?? []))];
    if (values.includes(value)) return [];
    const free = values.filter((one) => others.every((labels) => labels[key] !== one));
    const own = values.filter((one) => one === name);
    return [...new Set([...own, ...nearTexts(value, free), ...nearTexts(value, values)])].map((one) => ({
      ...old,
      [key]: one,
    }));
  });
  // By convention a subset is called for the version that it selects.
  return changed.length > 0 || !pods.some(({ version }) => version === name) ? changed : [{ version: name }];
}

function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");
}
