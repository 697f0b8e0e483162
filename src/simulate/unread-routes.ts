import type { End } from "../model/trace.ts";
import { side } from "./cluster.ts";
import { unknownEnd } from "./end.ts";
import type { Walk } from "./walk.ts";

/**
 * Where VirtualServices could not be read, be it of one namespace: whichever it is, one of it may take any host and be
 * exported to every caller. One object that is there and cannot be understood matters beside the pair alone: what Istio
 * refuses it does not obey, and one in a far corner must not make every answer unknown. `undefined`: all were read.
 * Source: pilot/pkg/model/push_context.go `initVirtualServices`.
 */
export function unreadRoutes(walk: Walk): End | undefined {
  const { mesh, view, pair } = walk;
  const near = [view.namespace, ...pair.services.map(({ namespace }) => namespace), mesh.settings.rootNamespace];
  const gap = mesh.gaps.find(
    (one) => one.kind === "VirtualService" && (one.ref === undefined || near.includes(one.ref.namespace)),
  );
  return gap === undefined
    ? undefined
    : unknownEnd("route", side(walk), {
        code: "unreadable",
        gap,
        decision: "which VirtualService routes the request",
      });
}
