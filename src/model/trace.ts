import type { Cause, CauseCode, CauseOf } from "./cause.ts";
import type { Wire } from "./connection.ts";
import type { Disposition } from "./disposition.ts";
import type { Evidence } from "./evidence.ts";
import type { Flow } from "./flow.ts";
import { add, type Fraction, isOne, multiply, one, sum, zero } from "./fraction.ts";
import type { Ref } from "./ref.ts";

/** The stations of a request, in the order it meets them. */
export type HopKind =
  | "capture"
  | "resolve"
  | "gateway"
  | "listener"
  | "route"
  | "fault"
  | "cluster"
  | "endpoint"
  | "network"
  | "tls"
  | "authentication"
  | "authorization"
  | "inbound";

/** The same, as a list. */
export const stationOrder: readonly HopKind[] = [
  "capture",
  "resolve",
  "gateway",
  "listener",
  "route",
  "fault",
  "cluster",
  "endpoint",
  "network",
  "tls",
  "authentication",
  "authorization",
  "inbound",
];

export type Side = "client" | "server" | "gateway" | "waypoint" | "network";

/** One decision on the way, why it fell so, and every way it can go. */
export interface Hop {
  readonly kind: HopKind;
  readonly at: Side;
  /** What was decided, in one line: `VirtualService shop/payment http[1] (prefix /charge)`. */
  readonly title: string;
  /** What a reader should know beside it: `default retries mask single failures`. */
  readonly notes: readonly string[];
  readonly because: readonly Evidence[];
  readonly next: readonly Branch[];
  /** Of a cluster that istiod builds for certain: what a proxy must hold for it. */
  readonly cluster?: HopCluster;
  /** At the client's TLS: what goes on the wire. */
  readonly wire?: Wire;
  /** What could not be decided here: only what fails beyond is certain, and nothing ends well. */
  readonly doubt?: Cause;
}

/** A cluster, as a proxy knows it. */
export interface HopCluster {
  /** `outbound|8080|v1|payment.shop.svc.cluster.local` */
  readonly name: string;
  readonly host: string;
  /** The DestinationRules in force for it, merged into one; empty: none is. */
  readonly rules: readonly Ref[];
}

/** `share` is the fraction of the requests reaching the hop that go this way; siblings sum to 1. */
export interface Branch {
  readonly share: Fraction;
  /** What tells this branch from its siblings: `subset v1`, `2 pods with version=v2`; "" where there is one. */
  readonly label: string;
  readonly to: Hop | End;
  /** The endpoints that it leads to, where they are pods. */
  readonly pods?: readonly Ref[];
}

/** How a request ends. */
export interface End {
  readonly kind: "end";
  readonly disposition: Disposition;
  /** The station that decided it. */
  readonly station: HopKind;
  readonly at: Side;
  readonly httpStatus?: number;
  readonly grpcStatus?: number;
  /** Envoy's flag; "-": a log line without one; `undefined`: no log line anywhere. */
  readonly responseFlag?: string;
  readonly responseDetails?: string;
  /** Sum of the delays injected on the way. */
  readonly delayMs?: number;
  readonly cause?: Cause;
  readonly because: readonly Evidence[];
  /** Delivered: who got it, and whether over mTLS. */
  readonly landed?: { readonly host: string; readonly port: number; readonly mtls: boolean };
}

export interface Trace {
  readonly flow: Flow;
  readonly start: Hop | End;
  /** What was taken for granted on the way, each once. */
  readonly assumptions: readonly string[];
}

/**
 * Builds a hop and holds it to its word.
 * @throws RangeError when the branches' shares do not sum to 1
 */
export function hop(given: Omit<Hop, "notes"> & { readonly notes?: readonly string[] }): Hop {
  if (!isOne(sum(given.next.map(({ share }) => share))))
    throw new RangeError(`Cannot build hop "${given.title}": shares do not sum to 1`);
  return { ...given, notes: given.notes ?? [] };
}

/** The only way on from a hop. */
export function onward(to: Hop | End, label = ""): readonly Branch[] {
  return [{ share: one, label, to }];
}

export interface Visit {
  readonly hop: Hop;
  /** The fraction of all requests that reach it. */
  readonly share: Fraction;
}

export interface Ending {
  readonly end: End;
  /** The fraction of all requests that end so. */
  readonly share: Fraction;
  /** The hops passed, first to last. */
  readonly way: readonly Hop[];
}

/** Every hop, optionally of one kind, in the order a request meets them. */
export function visits({ start }: Trace, kind?: HopKind): Visit[] {
  const found: Visit[] = [];
  walk(start, one, []);
  return found;

  function walk(at: Hop | End, share: Fraction, way: readonly Hop[]): void {
    if (at.kind === "end") return;
    if (kind === undefined || at.kind === kind) found.push({ hop: at, share });
    for (const branch of at.next) walk(branch.to, multiply(share, branch.share), [...way, at]);
  }
}

/** Every ending, in path order. */
export function endings({ start }: Pick<Trace, "start">): Ending[] {
  const found: Ending[] = [];
  walk(start, one, []);
  return found;

  function walk(at: Hop | End, share: Fraction, way: readonly Hop[]): void {
    if (at.kind === "end") found.push({ end: at, share, way });
    else for (const branch of at.next) walk(branch.to, multiply(share, branch.share), [...way, at]);
  }
}

/** The endings of one cause, with the cause's own facts. */
export function endingsOf<C extends CauseCode>(
  trace: Trace,
  ...codes: readonly C[]
): (Ending & { readonly cause: CauseOf<C> })[] {
  return endings(trace).flatMap((ending) =>
    ending.end.cause !== undefined && (codes as readonly CauseCode[]).includes(ending.end.cause.code)
      ? [{ ...ending, cause: ending.end.cause as CauseOf<C> }]
      : [],
  );
}

/** The share of all requests for which the predicate holds at their end. */
export function shareOf(trace: Trace, holds: (end: End) => boolean): Fraction {
  return endings(trace).reduce((total, { end, share }) => (holds(end) ? add(total, share) : total), zero);
}
