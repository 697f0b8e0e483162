import type { Inert, Spot } from "../model/cause.ts";
import { absence, type Evidence, field } from "../model/evidence.ts";
import type { Mesh } from "../model/mesh.ts";
import { refText } from "../model/ref.ts";
import type { Destination } from "../model/resources/destination.ts";
import type { HttpMatchRequest, HttpRoute, VirtualService } from "../model/resources/virtual-service.ts";
import { asJson } from "./as-json.ts";
import { gatewayName } from "./gateway-name.ts";
import { expandHost } from "./host.ts";
import { mergeMatches } from "./merge-matches.ts";
import { refOf } from "./ref-of.ts";
import { exportedTo, namespaceSeen } from "./visibility.ts";

/** One condition of a route and where it stands. */
export interface MatchAt {
  /** With gateway names written out as `namespace/name`. */
  readonly match: HttpMatchRequest;
  readonly spot: Spot;
}

/** An http entry as it acts: delegates merged in, destination hosts written out in full. */
export interface EffectiveRoute {
  readonly route: HttpRoute;
  /** The entry that acts: the delegate's `spec.http[i]`, else the root's. */
  readonly spot: Spot;
  /** The root's entry that delegated; `undefined`: not delegated. */
  readonly delegatedBy: Spot | undefined;
  /** What the delegate has none of its own of and takes from `delegatedBy`. */
  readonly inherited: readonly (keyof HttpRoute)[];
  /** Alternatives; empty: every request matches. */
  readonly matches: readonly MatchAt[];
}

/** The http entries of a VirtualService, and the entries that came to nothing. */
export interface EffectiveRoutes {
  readonly routes: readonly EffectiveRoute[];
  /** Entries that are removed without a trace: delegate missing, not exported, in conflict. */
  readonly vanished: readonly Inert[];
}

/**
 * The http entries of a VirtualService in order, each delegating entry replaced by its delegate's.
 * Source: pilot/pkg/model/virtualservice_controller.go `mergeVirtualServices`; virtualservice.go `MergeHTTPRoutes`,
 * `mergeHTTPRoute`, `ResolveVirtualServiceShortnames`.
 */
export function effectiveHttpRoutes(mesh: Mesh, root: VirtualService): EffectiveRoutes {
  const routes: EffectiveRoute[] = [];
  const vanished: Inert[] = [];
  const ref = refOf(root);
  root.spec.http?.forEach((entry, i) => {
    const spot = { ref, path: `spec.http[${i}]` };
    const own = resolved(mesh, entry, root);
    if (entry.delegate === undefined) {
      routes.push({ route: own, spot, delegatedBy: undefined, inherited: [], matches: matchesAt(own, spot) });
      return;
    }
    const found = delegateOf(mesh, root, entry.delegate, spot);
    if (!("delegate" in found)) {
      vanished.push(found);
      return;
    }
    found.delegate.spec.http?.forEach((part, j) => {
      const made = merged(own, spot, resolved(mesh, part, found.delegate), {
        ref: refOf(found.delegate),
        path: `spec.http[${j}]`,
      });
      if ("reason" in made) vanished.push(made);
      else routes.push(made);
    });
  });
  return { routes, vanished };
}

function delegateOf(
  mesh: Mesh,
  root: VirtualService,
  named: { readonly name?: string; readonly namespace?: string },
  spot: Spot,
): { readonly delegate: VirtualService } | Inert {
  const namespace = named.namespace === undefined || named.namespace === "" ? root.metadata.namespace : named.namespace;
  const name = named.name ?? "";
  const from = root.metadata.namespace;
  const delegate = mesh.get("VirtualService", namespace, name);
  const evidence: Evidence[] = [field(spot.ref, `${spot.path}.delegate`, { ...named })];
  const gone = (why: string, ...more: Evidence[]): Inert => ({
    ref: spot.ref,
    path: `${spot.path}.delegate`,
    reason: "delegate",
    why,
    evidence: [...evidence, ...more],
  });
  const missing = absence(`VirtualService ${namespace}/${name} is not there`);
  if (delegate === undefined) return gone(`the delegate VirtualService ${namespace}/${name} does not exist`, missing);
  if (namespaceSeen(mesh, namespace) === false)
    return gone(
      `discoverySelectors hide the delegate's namespace ${namespace}`,
      field(mesh.settings.ref ?? spot.ref, "mesh.discoverySelectors", asJson(mesh.settings.config.discoverySelectors)),
    );
  if (delegate.spec.hosts.length > 0)
    return gone(
      `VirtualService ${namespace}/${name} has hosts, so it is no delegate`,
      field(refOf(delegate), "spec.hosts", delegate.spec.hosts),
    );
  if (!exportedTo(delegate.spec.exportTo, mesh.settings.virtualServiceExportTo, namespace, from))
    return {
      ref: refOf(delegate),
      path: "spec.exportTo",
      reason: "delegate",
      why: `the delegate VirtualService ${namespace}/${name} is not exported to ${from}`,
      evidence: [...evidence, field(refOf(delegate), "spec.exportTo", delegate.spec.exportTo)],
    };
  return { delegate };
}

function merged(root: HttpRoute, rootSpot: Spot, part: HttpRoute, spot: Spot): EffectiveRoute | Inert {
  const rootMatches = matchesAt(root, rootSpot);
  const partMatches = matchesAt(part, spot);
  const { matches, conflict } = mergeMatches(
    rootMatches.map(({ match }) => match),
    partMatches.map(({ match }) => match),
  );
  if (conflict !== undefined)
    return {
      ...spot,
      path: `${spot.path}.match[${conflict}]`,
      reason: "delegate",
      why: `no match of ${refText(rootSpot.ref)} ${rootSpot.path} agrees with it, so the whole entry is dropped`,
      evidence: [
        field(rootSpot.ref, `${rootSpot.path}.match`, asJson(root.match)),
        field(spot.ref, `${spot.path}.match`, asJson(part.match)),
      ],
    };
  const given = heirlooms(root);
  const route: HttpRoute = {
    ...given,
    ...part,
    ...named(root.name, part.name),
    match: matches.map(({ match }) => match),
  };
  return {
    route,
    spot,
    delegatedBy: rootSpot,
    inherited: (Object.keys(given) as (keyof HttpRoute)[]).filter((key) => part[key] === undefined),
    matches: matches.map(({ match, root: i, part: j }) => ({
      match,
      spot:
        (j === undefined ? undefined : partMatches[j]?.spot) ??
        (i === undefined ? undefined : rootMatches[i]?.spot) ??
        spot,
    })),
  };
}

/** What a delegate's entry takes from its root where it has none of its own. */
function heirlooms({
  rewrite,
  directResponse,
  timeout,
  retries,
  fault,
  mirror,
  mirrors,
  corsPolicy,
  headers,
}: HttpRoute): HttpRoute {
  const all = { rewrite, directResponse, timeout, retries, fault, mirror, mirrors, corsPolicy, headers };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function named(root: string | undefined, part: string | undefined): { readonly name?: string } {
  const parts = [root, part].filter((name) => name !== undefined && name !== "");
  return parts.length === 0 ? {} : { name: parts.join("-") };
}

function matchesAt({ match = [] }: HttpRoute, { ref, path }: Spot): readonly MatchAt[] {
  return match.map((one, i) => ({ match: one, spot: { ref, path: `${path}.match[${i}]` } }));
}

/** Hosts and gateways written out, since names are short for the VirtualService that wrote them, not for the root. */
function resolved(mesh: Mesh, route: HttpRoute, { metadata }: VirtualService): HttpRoute {
  const full = (destination: Destination): Destination => ({
    ...destination,
    host: expandHost(destination.host, metadata.namespace, mesh.settings.domain),
  });
  return {
    ...route,
    ...(route.match === undefined
      ? {}
      : {
          match: route.match.map((match) =>
            match.gateways === undefined
              ? match
              : { ...match, gateways: match.gateways.map((name) => gatewayName(name, metadata.namespace)) },
          ),
        }),
    ...(route.route === undefined
      ? {}
      : { route: route.route.map((to) => ({ ...to, destination: full(to.destination) })) }),
    ...(route.mirror === undefined ? {} : { mirror: full(route.mirror) }),
    ...(route.mirrors === undefined
      ? {}
      : { mirrors: route.mirrors.map(({ destination }) => ({ destination: full(destination) })) }),
  };
}
