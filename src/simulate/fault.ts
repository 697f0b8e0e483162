import type { Spot } from "../model/cause.ts";
import { field } from "../model/evidence.ts";
import {
  compareFractions,
  type Fraction,
  fraction,
  isOne,
  isZero,
  multiply,
  one,
  subtract,
  toNumber,
  zero,
} from "../model/fraction.ts";
import type { HttpFault } from "../model/resources/virtual-service.ts";
import { type Branch, type End, type Hop, hop } from "../model/trace.ts";
import { side } from "./cluster.ts";
import { milliseconds } from "./duration.ts";
import { failure } from "./end.ts";
import type { Walk } from "./walk.ts";
import { withEnds } from "./with-ends.ts";

/** Where a fault stands, and whether some requests are routed past it. */
export interface FaultPlace {
  readonly spot: Spot;
  readonly matched: boolean;
}

/**
 * Injected faults, before the router and so beyond the reach of retries. Without a percentage an abort never fires.
 * Source: pilot/pkg/networking/core/route/route.go `TranslateFault`; Envoy fault filter.
 */
export function faultHop(
  walk: Walk,
  fault: HttpFault,
  { spot, matched }: FaultPlace,
  onwards: () => Hop | End,
): Hop | End {
  const aborted = abortShare(fault);
  const delayed = delayShare(fault);
  if (isZero(aborted) && isZero(delayed)) return onwards();
  const through = subtract(one, aborted);
  const delayMs = milliseconds(fault.delay?.fixedDelay) ?? 0;
  const next: Branch[] = [];
  if (!isZero(aborted))
    next.push({ share: aborted, label: "aborted", to: abort(walk, fault, spot, matched || !isOne(aborted)) });
  if (!isZero(through)) {
    const rest = onwards();
    const slow = multiply(through, delayed);
    const straight = subtract(through, slow);
    if (!isZero(slow))
      next.push({ share: slow, label: `delayed ${fault.delay?.fixedDelay}`, to: delay(rest, delayMs) });
    if (!isZero(straight)) next.push({ share: straight, label: "untouched", to: rest });
  }
  return hop({
    kind: "fault",
    at: side(walk),
    title: [
      isZero(aborted) ? "" : `aborts ${toNumber(aborted) * 100} %`,
      isZero(delayed) ? "" : `delays ${toNumber(delayed) * 100} % by ${fault.delay?.fixedDelay}`,
    ]
      .filter((part) => part !== "")
      .join(", "),
    because: [
      ...(isZero(aborted)
        ? []
        : [
            field(spot.ref, `${spot.path}.abort`, {
              httpStatus: fault.abort?.httpStatus ?? null,
              percentage: toNumber(aborted) * 100,
            }),
          ]),
      ...(isZero(delayed)
        ? []
        : [
            field(spot.ref, `${spot.path}.delay`, {
              fixedDelay: fault.delay?.fixedDelay ?? null,
              percentage: toNumber(delayed) * 100,
            }),
          ]),
    ],
    next,
  });
}

function abortShare({ abort }: HttpFault): Fraction {
  return abort === undefined ? zero : percent(abort.percentage?.value ?? 0);
}

function delayShare({ delay }: HttpFault): Fraction {
  return delay === undefined
    ? zero
    : percent(delay.percentage?.value ?? (delay.percentage === undefined ? (delay.percent ?? 0) : 0));
}

function percent(value: number): Fraction {
  const share = fraction(value, 100);
  return compareFractions(share, one) > 0 ? one : compareFractions(share, zero) < 0 ? zero : share;
}

function abort(walk: Walk, { abort }: HttpFault, spot: Spot, limited: boolean): End {
  const grpc = abort?.grpcStatus !== undefined;
  const status = grpc ? 200 : (abort?.httpStatus ?? 500);
  return failure({
    disposition: "failed-by-rule",
    station: "fault",
    at: side(walk),
    cause: { code: "fault-abort", spot: { ref: spot.ref, path: `${spot.path}.abort` }, status, limited },
    because: [field(spot.ref, `${spot.path}.abort`, grpc ? (abort?.grpcStatus ?? "") : status)],
    shown: { status, flag: "FI", details: "fault_filter_abort", ...(grpc ? { grpcStatus: 14 } : {}) },
    payload: walk.payload,
  });
}

/** The same way on, each ending that much later. */
function delay(at: Hop | End, ms: number): Hop | End {
  return withEnds(at, (end) => ({ ...end, delayMs: (end.delayMs ?? 0) + ms }));
}
