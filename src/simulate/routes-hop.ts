import type { EffectiveRoute } from "../mesh/delegates.ts";
import { expandHost } from "../mesh/host.ts";
import { matchHttp } from "../mesh/http-match.ts";
import { redirection } from "../mesh/redirect.ts";
import { rewritten } from "../mesh/rewrite.ts";
import type { SurvivingRoute } from "../mesh/surviving-routes.ts";
import type { Inert, RouteMiss, Spot } from "../model/cause.ts";
import { absence, type Evidence, field, part } from "../model/evidence.ts";
import { fraction } from "../model/fraction.ts";
import { mirrorsOf } from "../model/mirrors-of.ts";
import { refText } from "../model/ref.ts";
import type {
  HttpMatchRequest,
  HttpRoute,
  HttpRouteDestination,
  StringMatch,
} from "../model/resources/virtual-service.ts";
import { type Branch, type End, type Hop, hop, onward } from "../model/trace.ts";
import { askedBy } from "./asked-by.ts";
import { clusterHop, side } from "./cluster.ts";
import { answersPreflight } from "./cors.ts";
import { failure, unknownEnd } from "./end.ts";
import { faultHop } from "./fault.ts";
import { type Walk, withRequest } from "./walk.ts";

/** The routes of the virtual host that took a request, and what would have been there. */
export interface RouteTable {
  /** The object that owns the virtual host, for when nothing matches. */
  readonly owner: Spot;
  readonly routes: readonly SurvivingRoute[];
  readonly inert: readonly Inert[];
  /** The port that is dialled, for destinations that name none. */
  readonly port: number;
  /** A gateway takes a service's only port where a destination names none; a sidecar never does. */
  readonly singlePort: (host: string) => number | undefined;
}

/**
 * Tries the routes in order; the first that matches acts, and none means 404.
 * Source: Envoy router; pilot/pkg/networking/core/route/route.go `TranslateRoute`.
 */
export function routesHop(walk: Walk, table: RouteTable): Hop | End {
  const token = walk.view.kind === "gateway" ? walk.flow.token : undefined;
  const misses: RouteMiss[] = [];
  for (const route of table.routes) {
    if (route.match === undefined) return act(walk, route, table);
    const result = matchHttp(
      route.match.match,
      walk.request,
      route.match.spot.path,
      token === undefined ? {} : { token },
    );
    if (result.matches) return act(walk, route, table);
    const [open] = result.undecided;
    if (open !== undefined) return notKept(walk, { ref: route.match.spot.ref, path: open.path }, open);
    misses.push({ spot: route.match.spot, unmet: result.unmet });
  }
  const unmet = misses.flatMap((miss) =>
    miss.unmet.map(({ path, wanted, got }) => `${path}: wants ${wanted}, the request has ${got}`),
  );
  return failure({
    disposition: "no-route",
    station: "route",
    at: side(walk),
    cause: { code: "no-route-match", spot: table.owner, unmet, misses, inert: table.inert },
    because: [
      ...table.routes
        .slice(0, 4)
        .flatMap(({ match }) =>
          match === undefined
            ? []
            : [field(match.spot.ref, match.spot.path, describeMatch(match.match), "does not match")],
        ),
      absence(`no route of ${refText(table.owner.ref)} matches ${walk.request.method} ${walk.request.path}`),
    ],
    shown: { status: 404, flag: "NR", details: "route_not_found" },
    payload: walk.payload,
  });
}

/** A condition on a value that nobody keeps: whether the route takes the request cannot be told. */
function notKept(walk: Walk, spot: Spot, { wanted, got }: { readonly wanted: string; readonly got: string }): End {
  const why = "a part of it is not kept, as it may be a secret";
  return unknownEnd(
    "route",
    side(walk),
    {
      code: "unreadable",
      gap: { what: `the request's "${got}"`, why },
      decision: `whether ${refText(spot.ref)} ${spot.path} takes the request`,
    },
    [field(spot.ref, spot.path, wanted, `the request has "${got}", and ${why}`)],
  );
}

function act(walk: Walk, route: SurvivingRoute, table: RouteTable): Hop {
  const { entry, match } = route;
  const { spot } = entry;
  const evidence: Evidence[] = [
    match === undefined
      ? field(spot.ref, `${spot.path}.match`, undefined, "takes every request")
      : field(match.spot.ref, match.spot.path, describeMatch(match.match), "matches"),
  ];
  return hop({
    kind: "route",
    at: side(walk),
    title: `${refText(spot.ref)} ${spot.path.replace("spec.", "")}${match === undefined ? "" : ` (${describeMatch(match.match)})`}`,
    notes: routeNotes(entry.route),
    because: evidence,
    next: onward(afterFilters(walk, route, table)),
  });
}

/** The filters before the router: CORS answers preflights, the fault filter delays and aborts. */
function afterFilters(walk: Walk, route: SurvivingRoute, table: RouteTable): Hop | End {
  const { route: http, spot } = route.entry;
  if (http.corsPolicy !== undefined && answersPreflight(http.corsPolicy, walk.request)) {
    return answered(walk, 200, [part(spot.ref, `${spot.path}.corsPolicy`, "the proxy answers CORS preflights itself")]);
  }
  const onwards = (): Hop | End => routed(walk, route, table);
  return http.fault === undefined
    ? onwards()
    : faultHop(walk, http.fault, { spot: memberSpot(route.entry, "fault"), matched: passedBy(route, table) }, onwards);
}

/** Where a part of an entry stands: what a delegate inherits stands in the root. */
function memberSpot({ spot, delegatedBy, inherited }: EffectiveRoute, member: keyof HttpRoute): Spot {
  const { ref, path } = delegatedBy !== undefined && inherited.includes(member) ? delegatedBy : spot;
  return { ref, path: `${path}.${member}` };
}

/** Whether other requests of the host are routed without this entry's fault. */
function passedBy({ entry }: SurvivingRoute, { routes }: RouteTable): boolean {
  return routes.some((other) => other.entry !== entry && other.entry.route.fault?.abort === undefined);
}

function routed(from: Walk, { entry, match }: SurvivingRoute, table: RouteTable): Hop | End {
  const { route, spot } = entry;
  const walk =
    from.view.kind === "gateway"
      ? askedBy(
          from,
          (route.route ?? []).map(({ destination }) =>
            expandHost(destination.host, spot.ref.namespace, from.mesh.settings.domain),
          ),
        )
      : from;
  if (route.redirect !== undefined) {
    const at = { ref: spot.ref, path: `${spot.path}.redirect` };
    const made = redirection(route.redirect, walk.request, { port: table.port, tls: walk.request.scheme === "https" });
    if (made !== undefined)
      return answered(walk, made.status, [field(at.ref, at.path, made.location, `redirects with ${made.status}`)]);
    return unknownEnd("route", side(walk), {
      code: "not-modelled",
      what: `redirectCode ${route.redirect.redirectCode}`,
      spot: at,
    });
  }
  if (route.directResponse !== undefined)
    return direct(walk, route.directResponse.status, memberSpot(entry, "directResponse"));
  const destinations = (route.route ?? []).map((destination, i) => ({ destination, i }));
  const weighted =
    destinations.length > 1 ? destinations.filter(({ destination }) => (destination.weight ?? 0) > 0) : destinations;
  const total = weighted.reduce((sum, { destination }) => sum + (destination.weight ?? 0), 0);
  const next: Branch[] = weighted.map(({ destination, i }) => ({
    share: weighted.length === 1 ? fraction(1) : fraction(destination.weight ?? 0, total),
    label: weighted.length === 1 ? "" : labelOf(destination),
    to: toCluster(
      withRequest(walk, rewritten(walk.request, route, match?.match, destination)),
      destination,
      { ref: spot.ref, path: `${spot.path}.route[${i}].destination` },
      table,
    ),
  }));
  const [only, ...others] = next;
  if (only !== undefined && others.length === 0) return only.to;
  if (next.length === 0) return direct(walk, 503, { ref: spot.ref, path: `${spot.path}.route` });
  return hop({
    kind: "route",
    at: side(walk),
    title: `weights ${weighted.map(({ destination }) => destination.weight).join(" / ")}`,
    because: weighted.map(({ destination, i }) =>
      field(spot.ref, `${spot.path}.route[${i}].weight`, destination.weight),
    ),
    next,
  });
}

function toCluster(walk: Walk, { destination }: HttpRouteDestination, spot: Spot, table: RouteTable): Hop | End {
  const host = expandHost(destination.host, spot.ref.namespace, walk.mesh.settings.domain);
  const port = destination.port?.number ?? table.singlePort(host) ?? table.port;
  return clusterHop(walk, {
    host,
    port,
    implicitPort: destination.port?.number === undefined,
    subset: destination.subset === "" ? undefined : destination.subset,
    route: spot,
  });
}

function labelOf({ destination }: HttpRouteDestination): string {
  const name = destination.host.split(".")[0] ?? destination.host;
  return destination.subset === undefined ? name : `subset ${destination.subset}`;
}

function answered(walk: Walk, status: number, because: readonly Evidence[]): End {
  return {
    kind: "end",
    disposition: "answered",
    station: "route",
    at: side(walk),
    httpStatus: status,
    responseFlag: "-",
    responseDetails: "direct_response",
    because,
  };
}

function direct(walk: Walk, status: number, spot: Spot): End {
  const because = [field(spot.ref, `${spot.path}.status`, status, "the proxy answers itself")];
  if (status < 400) return answered(walk, status, because);
  return failure({
    disposition: "failed-by-rule",
    station: "route",
    at: side(walk),
    cause: { code: "direct-response", spot, status },
    because,
    shown: { status, flag: "-", details: "direct_response" },
    payload: walk.payload,
  });
}

/** `prefix /charge, header x-canary exact true`: a match in one line. */
function describeMatch(match: HttpMatchRequest): string {
  const parts: string[] = [];
  if (match.uri !== undefined) parts.push(describeString(match.uri, "").trim());
  if (match.method !== undefined) parts.push(describeString(match.method, "method"));
  if (match.authority !== undefined) parts.push(describeString(match.authority, "authority"));
  if (match.scheme !== undefined) parts.push(describeString(match.scheme, "scheme"));
  for (const [name, value] of Object.entries(match.headers ?? {})) parts.push(describeString(value, `header ${name}`));
  for (const [name, value] of Object.entries(match.withoutHeaders ?? {}))
    parts.push(`without ${describeString(value, `header ${name}`)}`);
  for (const [name, value] of Object.entries(match.queryParams ?? {}))
    parts.push(describeString(value, `parameter ${name}`));
  if (match.port !== undefined) parts.push(`port ${match.port}`);
  if (match.sourceLabels !== undefined)
    parts.push(
      `source ${Object.entries(match.sourceLabels)
        .map(([key, value]) => `${key}=${value}`)
        .join(",")}`,
    );
  if (match.sourceNamespace !== undefined) parts.push(`source namespace ${match.sourceNamespace}`);
  return parts.length === 0 ? "any request" : parts.join(", ");
}

function describeString({ exact, prefix, regex }: StringMatch, name: string): string {
  if (exact !== undefined) return `${name} exact ${exact}`;
  if (prefix !== undefined) return `${name} prefix ${prefix}`;
  if (regex !== undefined) return `${name} regex ${regex}`;
  return `${name} present`;
}

function routeNotes(route: HttpRoute): string[] {
  const notes: string[] = [];
  if (route.timeout !== undefined) notes.push(`timeout ${route.timeout}`);
  if (route.retries?.attempts === 0) notes.push("no retries");
  if (route.retries?.perTryTimeout !== undefined) notes.push(`each try at most ${route.retries.perTryTimeout}`);
  for (const { host } of mirrorsOf(route)) notes.push(`mirrored to ${host}`);
  return notes;
}
