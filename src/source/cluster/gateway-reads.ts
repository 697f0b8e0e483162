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
  const selected = together(Gateway.map(({ spec }) => ({ labels: spec.selector ?? {} })));
  const exposed = together(
    Service.filter(isExposed).map(({ metadata: { namespace }, spec: { selector = {} } }) => ({
      namespace,
      labels: selector,
    })),
  );
  return {
    reads: [
      ...gatewayLabels.map((key) => readOf({ text: key })),
      ...selected.slice(0, limits.gatewaySelectors).map(readOf),
      ...exposed.slice(0, limits.exposedServices).map(readOf),
    ],
    gaps: [
      ...cut(selected, limits.gatewaySelectors, "selectors of Gateways"),
      ...cut(exposed, limits.exposedServices, "selectors of Services that the outside can call"),
    ],
  };
}

/** What pods are asked for by, and how many selectors it stands for. */
interface Asked {
  readonly text: string;
  readonly namespace?: string;
  readonly count?: number;
}

/** One request for all selectors of one and the same label. Those by the labels of gateways are asked for anyway. */
function together(
  selectors: readonly { readonly namespace?: string; readonly labels: Readonly<Record<string, string>> }[],
): readonly Asked[] {
  const texts = new Map<string, Asked>();
  const values = new Map<string, { readonly namespace?: string; readonly key: string; readonly of: Set<string> }>();
  for (const { namespace, labels } of selectors) {
    const text = selectorText(labels);
    if (text === undefined || gatewayLabels.some((key) => key in labels)) continue;
    const place = namespace === undefined ? {} : { namespace };
    const [[key, value] = ["", ""], ...others] = Object.entries(labels);
    if (others.length > 0) texts.set(`${namespace ?? ""} ${text}`, { text, ...place });
    else {
      const id = `${namespace ?? ""} ${key}`;
      const known = values.get(id) ?? { key, of: new Set<string>(), ...place };
      values.set(id, known);
      known.of.add(value);
    }
  }
  const sets = [...values.values()].flatMap(({ key, of, ...place }) =>
    chunked([...of]).map((some) => ({
      text: some.length === 1 ? `${key}=${some.join("")}` : `${key} in (${some.join(",")})`,
      count: some.length,
      ...place,
    })),
  );
  return [...sets, ...texts.values()];
}

/** A selector is part of an address, which has an end. */
const valuesOfSelector = 50;

function chunked(values: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(values.length / valuesOfSelector);
  return Array.from({ length: count }, (_, i) => values.slice(i * valuesOfSelector, (i + 1) * valuesOfSelector));
}

function readOf({ text, namespace }: Asked): Read {
  const place = namespace === undefined ? {} : { namespace };
  return { kind: "Pod", labelSelector: text, ...place, most: limits.podsOfNamespace };
}

function cut(asked: readonly Asked[], most: number, what: string): readonly Gap[] {
  const number = (some: readonly Asked[]): number => some.reduce((sum, { count = 1 }) => sum + count, 0);
  if (asked.length <= most) return [];
  return [
    {
      what: `pods behind ${number(asked.slice(most))} of ${number(asked)} ${what}`,
      why: "more than are looked through for gateways: there may be other gateways",
      grant: "name the gateway, e.g. istio-system/istio-ingressgateway, instead of internet",
    },
  ];
}
