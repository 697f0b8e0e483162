import type { Cause } from "../model/cause.ts";
import type { Disposition } from "../model/disposition.ts";
import type { Evidence } from "../model/evidence.ts";
import type { End, HopKind, Side } from "../model/trace.ts";
import type { Payload } from "./walk.ts";

/** What a log would show: HTTP status, Envoy flag, response details. `undefined` flag: no log line anywhere. */
export interface Shown {
  readonly status?: number;
  readonly flag?: string;
  readonly details?: string;
  readonly grpcStatus?: number;
}

interface Failure {
  readonly disposition: Disposition;
  readonly station: HopKind;
  readonly at: Side;
  readonly cause: Cause;
  readonly because: readonly Evidence[];
  readonly shown?: Shown;
  /** Status and details exist only where a proxy speaks HTTP. */
  readonly payload: Payload;
}

/** An ending that hurts: what a proxy would answer and log, and why. */
export function failure({ disposition, station, at, cause, because, shown = {}, payload }: Failure): End {
  const http = payload === "http";
  return {
    kind: "end",
    disposition,
    station,
    at,
    cause,
    because,
    ...(http && shown.status !== undefined ? { httpStatus: shown.status } : {}),
    ...(http && shown.grpcStatus !== undefined ? { grpcStatus: shown.grpcStatus } : {}),
    ...(shown.flag === undefined ? {} : { responseFlag: shown.flag }),
    ...(shown.details === undefined ? {} : { responseDetails: shown.details }),
  };
}

/** An ending that cannot be decided. */
export function unknownEnd(station: HopKind, at: Side, cause: Cause, because: readonly Evidence[] = []): End {
  return { kind: "end", disposition: "unknown", station, at, cause, because };
}
