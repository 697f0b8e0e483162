import { refOf } from "../mesh/ref-of.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Ref } from "../model/ref.ts";
import type { Controller } from "../model/resources/workloads.ts";

const controllerKinds = ["Deployment", "StatefulSet", "DaemonSet"] as const;

/** Labels that a selector misses, and where they stand. */
interface Near {
  readonly ref: Ref;
  readonly path: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly differs: string;
}

/** The workload that the selector most likely meant: it agrees in some labels, or differs in one only. */
export function nearestPods(
  mesh: Mesh,
  namespace: string,
  selector: Readonly<Record<string, string>>,
): Near | undefined {
  const keys = Object.keys(selector);
  let best: { near: Near; agree: number } | undefined;
  for (const kind of controllerKinds) {
    for (const controller of mesh.list(kind, namespace) as readonly Controller[]) {
      const { labels } = controller.spec.template.metadata;
      const wrong = keys.filter((key) => labels[key] !== selector[key]);
      const agree = keys.length - wrong.length;
      const likely =
        agree > 0 ||
        wrong.some((key) => alike(labels[key], selector[key])) ||
        controller.metadata.name === selector.app;
      if (!likely || (best !== undefined && best.agree >= agree)) continue;
      best = {
        near: {
          ref: refOf(controller),
          path: "spec.template.metadata.labels",
          labels,
          differs: wrong.map((key) => `${key}=${labels[key] ?? "(none)"}`).join(", "),
        },
        agree,
      };
    }
  }
  return best?.near;
}

function alike(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return (
    a.startsWith(b) ||
    b.startsWith(a) ||
    (Math.abs(a.length - b.length) <= 1 && [...a].filter((letter, i) => b[i] !== letter).length <= 1)
  );
}
