import type { Mesh } from "../model/mesh.ts";
import type { Ref } from "../model/ref.ts";
import { controllerOf } from "./controller-of.ts";
import { podLabels } from "./pod-labels.ts";

type Labels = Readonly<Record<string, string>>;

/** The labels by which a workload's pods are told from others: its own selector; else all labels that last. */
export function selectingLabels(mesh: Mesh, owner: Ref, known: Labels = {}): Labels {
  const selector = controllerOf(mesh, owner)?.spec.selector?.matchLabels ?? {};
  return Object.keys(selector).length > 0 ? selector : podLabels(mesh, owner, known);
}
