import type { End, Hop } from "../model/trace.ts";

/**
 * A way on which the caller's proxy sees a connection only: what it answers and logs has no HTTP status, even if the
 * application speaks HTTP. What the server's filters answer has, and what happens beyond a gateway.
 */
export function asBytes(at: Hop | End): Hop | End {
  if (at.kind === "gateway") return at;
  if (at.kind !== "end") return { ...at, next: at.next.map((branch) => ({ ...branch, to: asBytes(branch.to) })) };
  if (at.station === "authentication" || at.station === "authorization") return at;
  const { httpStatus, grpcStatus, ...connection } = at;
  return httpStatus === undefined && grpcStatus === undefined ? at : connection;
}
