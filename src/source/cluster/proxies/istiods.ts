import type { Pod } from "../../../model/resources/core.ts";
import { controlPlane } from "../../interest/interest.ts";
import { podsOf } from "../heavy-reads.ts";
import type { Reader } from "../reader.ts";

/** The replicas of istiod, of every revision. */
export interface Istiods {
  readonly pods: readonly Pod[];
  /** Whether there can be no others that a proxy of this cluster may be connected to. */
  readonly isWhole: boolean;
  /** One of them was started just now, or is about to stop: proxies may be connected to none for a moment. */
  readonly isMoving: boolean;
}

/** The container that istiod runs in. */
const discovery = "discovery";
/** So long proxies may take to find another istiod: Envoy tries again after at most 30 s. */
const movingMs = 60_000;

/**
 * The replicas that run in this cluster. Where a webhook of Istio's leads out of it, its istiod runs elsewhere; so it may
 * where there is none here.
 *
 * @param now RFC 3339
 */
export function istiodsIn(kube: Reader, now: string): Istiods {
  const places = new Set(controlPlane(kube.resources()));
  const pods = kube.all("Pod").filter(({ metadata, spec, status }) => {
    const isIstiod = metadata.labels.app === "istiod" || metadata.labels.istio === "pilot";
    const runs = status.phase === "Running" && spec.containers.some(({ name }) => name === discovery);
    return isIstiod && runs && places.has(metadata.namespace);
  });
  const webhooks = kube.all("MutatingWebhookConfiguration").flatMap((one) => one.webhooks);
  const isLocal = webhooks.every(
    ({ name, clientConfig }) => !name.endsWith("istio.io") || clientConfig?.service !== undefined,
  );
  const isRead =
    kube.isRead({ kind: "MutatingWebhookConfiguration" }) && [...places].every((place) => kube.isRead(podsOf(place)));
  return { pods, isWhole: pods.length > 0 && isLocal && isRead, isMoving: pods.some((pod) => isChanging(pod, now)) };
}

function isChanging({ metadata, status }: Pod, now: string): boolean {
  const startedAt = status.containerStatuses?.find(({ name }) => name === discovery)?.state?.running?.startedAt;
  // The clock of a node may run a little ahead.
  const age = Math.abs(Date.parse(now) - Date.parse(startedAt ?? metadata.creationTimestamp ?? ""));
  return metadata.deletionTimestamp !== undefined || age < movingMs;
}
