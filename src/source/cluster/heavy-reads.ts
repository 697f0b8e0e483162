import type { Kind } from "../../model/resource-kinds.ts";
import { limits } from "./limits.ts";
import type { Read } from "./read.ts";

/** Kinds that are read once it is known which namespaces matter. */
export const kindsOfPlaces: readonly Kind[] = ["Pod", "EndpointSlice", "Deployment", "ServiceAccount", "Telemetry"];

/** Whether access logs are written; few, so that one list is less than one for each namespace. */
export const loggingReads: readonly Read[] = [{ kind: "Telemetry" }];

/** Pods of a namespace, as many as are read of one. */
export function podsOf(namespace: string): Read {
  return { kind: "Pod", namespace, most: limits.podsOfNamespace };
}

/** EndpointSlices of a namespace. */
export function slicesOf(namespace: string): Read {
  return { kind: "EndpointSlice", namespace, most: limits.slicesOfNamespace };
}

/** What runs in a namespace in which an end of the question, or something on the way, may be. */
export function workloadReads(namespace: string): readonly Read[] {
  return [podsOf(namespace), slicesOf(namespace), { kind: "Deployment", namespace }];
}

/** What runs in a namespace that is only read for what istiod and gateways are there. */
export function controlPlaneReads(namespace: string): readonly Read[] {
  return [podsOf(namespace)];
}

/** `app=payment,version=v1`; `undefined`: it selects nothing, or what it says is no label. */
export function selectorText(labels: Readonly<Record<string, string>>): string | undefined {
  const pairs = Object.entries(labels);
  if (pairs.length === 0 || !pairs.every(([key, value]) => labelKey.test(key) && labelValue.test(value)))
    return undefined;
  return pairs.map(([key, value]) => `${key}=${value}`).join(",");
}

const labelKey = /^[\w./-]+$/;
const labelValue = /^[\w.-]*$/;
