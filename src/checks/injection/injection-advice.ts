import type { InjectionVerdict } from "../../model/cause.ts";
import type { Advice } from "../../model/fix.ts";
import { refText } from "../../model/ref.ts";
import { rolloutRestart } from "../rollout-restart.ts";

/** What to do about missing proxies that no change of an object does. */
export function injectionAdvice({ owner, spot, namespace, why }: InjectionVerdict): readonly Advice[] {
  if (spot?.ref.kind === "Namespace" && spot.path === "metadata.name")
    return [{ summary: `Move ${refText(owner)} to another namespace: pods of ${namespace} never get a sidecar`, why }];
  if (spot?.path.endsWith("hostNetwork") === true)
    return [{ summary: `Run ${refText(owner)} without hostNetwork, if it can do without the node's network`, why }];
  if (rolloutRestart(owner) === undefined)
    return [
      {
        summary: `Create the pods of ${refText(owner)} anew once injection is asked for: only new pods get a sidecar`,
        why,
      },
    ];
  return [];
}
