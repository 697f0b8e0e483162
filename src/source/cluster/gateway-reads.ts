import type { Gap, Resources } from "../../model/snapshot.ts";
import { gatewayLabels, isExposed } from "../interest/gateway-namespaces.ts";
import { selectorText } from "./heavy-reads.ts";
import { limits } from "./limits.ts";
import type { Read } from "./read.ts";

/** Which pods are read for what comes from outside. */
export interface GatewayReads {
  readonly reads: readonly Read[];
  /** What is left out of them. */
  readonly gaps: readonly Gap[];
}

/**
 * Pods that may be gateways, wherever they are: those with the labels that gateways have, those that Gateways select by
 * others, and those behind Services that the outside can call.
 */
export function gatewayReads({ Gateway = [], Service = [] }: Resources): GatewayReads {
  const isLabelled = (labels: Readonly<Record<string, string>>): boolean => gatewayLabels.some((key) => key in labels);
  const selected = distinct(
    Gateway.map(({ spec }) => spec.selector ?? {})
      .filter((selector) => !isLabelled(selector))
      .flatMap((selector) => readOf(selectorText(selector))),
  );
  const exposed = distinct(
    Service.filter((service) => isExposed(service) && !isLabelled(service.spec.selector ?? {})).flatMap(
      ({ metadata, spec }) => readOf(selectorText(spec.selector ?? {}), metadata.namespace),
    ),
  );
  return {
    reads: [
      ...gatewayLabels.flatMap((key) => readOf(key)),
      ...selected.slice(0, limits.gatewaySelectors),
      ...exposed.slice(0, limits.exposedServices),
    ],
    gaps: [
      ...cut(selected, limits.gatewaySelectors, "selectors of Gateways"),
      ...cut(exposed, limits.exposedServices, "Services that the outside can call"),
    ],
  };
}

function readOf(labelSelector: string | undefined, namespace?: string): readonly Read[] {
  if (labelSelector === undefined) return [];
  const place = namespace === undefined ? {} : { namespace };
  return [{ kind: "Pod", labelSelector, ...place, most: limits.podsOfNamespace }];
}

function distinct(reads: readonly Read[]): readonly Read[] {
  return [
    ...new Map(reads.map((read) => [`${read.namespace ?? ""} ${read.labelSelector ?? ""}`, read] as const)).values(),
  ];
}

function cut(reads: readonly Read[], most: number, what: string): readonly Gap[] {
  if (reads.length <= most) return [];
  return [
    {
      what: `pods behind ${reads.length - most} of ${reads.length} ${what}`,
      why: "more than are looked through for gateways: there may be other gateways",
      grant: "name the gateway, e.g. istio-system/istio-ingressgateway, instead of internet",
    },
  ];
}
