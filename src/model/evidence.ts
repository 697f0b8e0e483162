import type { Json } from "./json.ts";
import type { Ref } from "./ref.ts";

/** Where something stands in a file that was read. `line` counts from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A field of an object, as it was found. */
export interface FieldEvidence {
  readonly kind: "field";
  readonly ref: Ref;
  /** `spec.http[1].route[0].destination.subset`; keys with dots or slashes as `metadata.labels["a.b/c"]`. */
  readonly path: string;
  /** The value in force; `undefined`: the field is not there, or not `quoted`. */
  readonly value?: Json;
  /** False: the field is there; what it holds is too much to repeat, and the note says what matters of it. */
  readonly quoted?: false;
  /** What the value means here: `checkout is cluster.local/ns/shop/sa/checkout`. */
  readonly note?: string;
  readonly place?: Place;
}

/** A line of a proxy's log. */
export interface LogEvidence {
  readonly kind: "log";
  /** The pod whose proxy wrote it. */
  readonly ref: Ref;
  readonly container: string;
  readonly at: string;
  readonly line: string;
  readonly note?: string;
  readonly place?: Place;
}

/** Something that is not there, and was looked for. */
export interface AbsenceEvidence {
  readonly kind: "absence";
  /** `no DestinationRule for payment.shop.svc.cluster.local declares subset "v3"`. */
  readonly what: string;
}

/** A default of Kubernetes, Istio or Envoy that decides where no object does. */
export interface DefaultEvidence {
  readonly kind: "default";
  readonly what: string;
}

/** What a pod's proxy says of itself, or istiod of it. */
export interface ProxyEvidence {
  readonly kind: "proxy";
  /** The pod. */
  readonly ref: Ref;
  readonly by: "istiod" | "proxy";
  /** `holds no cluster "outbound|8080||payment.shop.svc.cluster.local"`; may quote words that are not ours. */
  readonly what: string;
}

/** Why a decision fell as it did. */
export type Evidence = FieldEvidence | LogEvidence | AbsenceEvidence | DefaultEvidence | ProxyEvidence;

export function field(ref: Ref, path: string, value: Json | undefined, note?: string): FieldEvidence {
  return {
    kind: "field",
    ref,
    path,
    ...(value === undefined ? {} : { value }),
    ...(note === undefined ? {} : { note }),
  };
}

/** A part of an object that decides as a whole: a rule, a route. */
export function part(ref: Ref, path: string, note: string): FieldEvidence {
  return { kind: "field", ref, path, quoted: false, note };
}

export function absence(what: string): AbsenceEvidence {
  return { kind: "absence", what };
}

export function byDefault(what: string): DefaultEvidence {
  return { kind: "default", what };
}

export function saidBy(by: ProxyEvidence["by"], ref: Ref, what: string): ProxyEvidence {
  return { kind: "proxy", ref, by, what };
}
