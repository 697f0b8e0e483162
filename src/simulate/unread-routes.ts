import type { End } from "../model/trace.ts";
import { side } from "./cluster.ts";
import { unknownEnd } from "./end.ts";
import type { Walk } from "./walk.ts";

/**
 * Where VirtualServices could not be read, be it of one namespace: whichever it is, one of it may take any host and be
 * exported to every caller. `undefined`: all were read.
 * Source: pilot/pkg/model/push_context.go `initVirtualServices`.
 */
export function unreadRoutes(walk: Walk): End | undefined {
  const gap = walk.mesh.gap("VirtualService", undefined);
  return gap === undefined
    ? undefined
    : unknownEnd("route", side(walk), {
        code: "unreadable",
        gap,
        decision: "which VirtualService routes the request",
      });
}
