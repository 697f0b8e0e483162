import type { Inert, Spot } from "../model/cause.ts";
import { field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import type { HttpMatchRequest, VirtualService } from "../model/resources/virtual-service.ts";
import type { ProxyView } from "../model/workload.ts";
import { asJson } from "./as-json.ts";
import { type EffectiveRoute, effectiveHttpRoutes, type MatchAt } from "./delegates.ts";
import { labelsMatch } from "./labels.ts";

/** For which proxy, port and gateway routes are made. */
export interface Surroundings {
  readonly view: ProxyView;
  /** The service port that is dialled; at a gateway the server's. */
  readonly port: number;
  /** `mesh`, or `namespace/name`. */
  readonly gateway: string;
}

/** A route as the proxy holds it: one entry with one of its matches. */
export interface SurvivingRoute {
  readonly entry: EffectiveRoute;
  /** `undefined`: every request matches. */
  readonly match: MatchAt | undefined;
  /** No request gets past it. */
  readonly catchAll: boolean;
}

export interface SurvivingRoutes {
  /** In the order in which requests are tried against them. */
  readonly routes: readonly SurvivingRoute[];
  /** What is written and not in this proxy's routes, and why. */
  readonly dropped: readonly Inert[];
}

/**
 * The http routes of a VirtualService that a proxy gets on a port: those for another port, another gateway or another
 * source are left out beforehand, and so is all behind a route that takes every request. None left: the VirtualService
 * counts as absent.
 * Source: pilot/pkg/networking/core/route/route.go `BuildHTTPRoutesForVirtualService`, `TranslateRoute`,
 * `sourceMatchHTTP`, `IsCatchAllRoute`.
 */
export function survivingHttpRoutes(mesh: Mesh, service: VirtualService, surroundings: Surroundings): SurvivingRoutes {
  const { routes: entries, vanished } = effectiveHttpRoutes(mesh, service);
  const routes: SurvivingRoute[] = [];
  const dropped: Inert[] = [...vanished];
  let end: Spot | undefined;
  for (const entry of entries) {
    if (end !== undefined) {
      const elsewhere = entry.matches.flatMap((at) => mismatch(at, surroundings) ?? []);
      // What is for other proxies only is not hidden from them.
      const isElsewhere = entry.matches.length > 0 && elsewhere.length === entry.matches.length;
      dropped.push(...(isElsewhere ? elsewhere : [unreachable(entry.spot, end)]));
      continue;
    }
    if (entry.matches.length === 0) {
      routes.push({ entry, match: undefined, catchAll: true });
      end = entry.spot;
      continue;
    }
    for (const at of entry.matches) {
      const reason = mismatch(at, surroundings) ?? (end === undefined ? undefined : unreachable(at.spot, end));
      if (reason !== undefined) {
        dropped.push(reason);
        continue;
      }
      const catchAll = takesAll(at.match);
      routes.push({ entry, match: at, catchAll });
      if (catchAll) end = at.spot;
    }
  }
  return { routes, dropped };
}

function unreachable(spot: Spot, end: Spot): Inert {
  return {
    ...spot,
    reason: "overridden",
    why: `${end.path} before it takes every request`,
    evidence: [field(end.ref, end.path, undefined)],
  };
}

/** Gateways named in a match switch off its sourceLabels and sourceNamespace. Source: `sourceMatchHTTP`. */
function mismatch({ match, spot }: MatchAt, { view, port, gateway }: Surroundings): Inert | undefined {
  const out = (reason: Inert["reason"], key: keyof HttpMatchRequest, why: string): Inert => ({
    ref: spot.ref,
    path: `${spot.path}.${key}`,
    reason,
    why,
    evidence: [field(spot.ref, `${spot.path}.${key}`, asJson(match[key]))],
  });
  if (match.port !== undefined && match.port !== 0 && match.port !== port)
    return out("port", "port", `it is for port ${match.port}, and the client dials ${port}`);
  if (match.gateways !== undefined && match.gateways.length > 0)
    return match.gateways.includes(gateway)
      ? undefined
      : out("gateways", "gateways", `it is for ${match.gateways.join(", ")} and not for ${gateway}`);
  const labels = match.sourceLabels ?? {};
  if (Object.keys(labels).length > 0) {
    if (view.kind === "waypoint")
      return out("selector", "sourceLabels", "a waypoint does not know the client's labels");
    if (!labelsMatch(labels, view.labels))
      return out("selector", "sourceLabels", "the client does not have these labels");
  }
  const namespace = match.sourceNamespace ?? "";
  if (namespace !== "" && namespace !== view.namespace)
    return out(
      "namespace",
      "sourceNamespace",
      `it is for clients in ${namespace}, and this proxy is in ${view.namespace}`,
    );
  return undefined;
}

function takesAll({ uri, headers, withoutHeaders, method, authority, scheme, queryParams }: HttpMatchRequest): boolean {
  if (method !== undefined || authority !== undefined || scheme !== undefined) return false;
  if ([headers, withoutHeaders, queryParams].some((conditions) => Object.keys(conditions ?? {}).length > 0))
    return false;
  if (uri?.exact !== undefined) return false;
  if (uri?.prefix !== undefined) return uri.prefix === "/";
  return uri?.regex === undefined || uri.regex === ".*";
}
