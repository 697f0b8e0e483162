import type { Pod } from "../../../model/resources/core.ts";
import { controlPlane } from "../../interest/interest.ts";
import { podsOf } from "../heavy-reads.ts";
import type { Reader } from "../reader.ts";

/** The replicas of istiod, of every revision. */
export interface Istiods {
  readonly pods: readonly Pod[];
  /** Whether there can be no others that a proxy of this cluster may be connected to. */
  readonly isWhole: boolean;
}

/**
 * The replicas that run in this cluster. Where a webhook of Istio's leads out of it, its istiod runs elsewhere; so it may
 * where there is none here.
 */
export function istiodsIn(kube: Reader): Istiods {
  const places = new Set(controlPlane(kube.resources()));
  const pods = kube.all("Pod").filter(({ metadata, spec, status }) => {
    const isIstiod = metadata.labels.app === "istiod" || metadata.labels.istio === "pilot";
    const runs = status.phase === "Running" && spec.containers.some(({ name }) => name === "discovery");
    return isIstiod && runs && places.has(metadata.namespace);
  });
  const webhooks = kube.all("MutatingWebhookConfiguration").flatMap((one) => one.webhooks);
  const isLocal = webhooks.every(
    ({ name, clientConfig }) => !name.endsWith("istio.io") || clientConfig?.service !== undefined,
  );
  const isRead =
    kube.isRead({ kind: "MutatingWebhookConfiguration" }) && [...places].every((place) => kube.isRead(podsOf(place)));
  return { pods, isWhole: pods.length > 0 && isLocal && isRead };
}
