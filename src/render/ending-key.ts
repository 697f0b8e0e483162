import type { End } from "../model/trace.ts";

/** Equal for endings that are the same to whoever sent the request: disposition, status, flag, delay and cause. */
export function endingKey(end: End): string {
  const { disposition, httpStatus, grpcStatus, responseFlag, delayMs, cause } = end;
  return [disposition, httpStatus, grpcStatus, responseFlag, delayMs ?? 0, cause?.code]
    .map((part) => part ?? "")
    .join("|");
}
