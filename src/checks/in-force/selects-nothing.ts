import type { Inert } from "../../model/cause.ts";
import type { Mesh } from "../../model/mesh.ts";
import { valueAt } from "../value-at.ts";

/**
 * Whether a policy's selector fits no pod that was read: then it was meant for pods that are labelled otherwise. One
 * that fits other pods was meant for those.
 */
export function selectsNothing({ home }: Mesh, { ref }: Pick<Inert, "ref">): boolean {
  const mesh = home(ref);
  const wanted = valueAt(mesh, { ref, path: "spec.selector.matchLabels" });
  if (typeof wanted !== "object" || wanted === null || Array.isArray(wanted)) return false;
  const pods = ref.namespace === mesh.settings.rootNamespace ? mesh.all("Pod") : mesh.list("Pod", ref.namespace);
  return !pods.some(({ metadata }) => Object.entries(wanted).every(([key, value]) => metadata.labels[key] === value));
}
