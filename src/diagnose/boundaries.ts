import { authorizationPoliciesFor } from "../mesh/authorization-policies.ts";
import { gatewayListener } from "../mesh/gateway-listener.ts";
import { gatewayVirtualHosts, virtualHostFor } from "../mesh/gateway-virtual-hosts.ts";
import { gatewayWorkload } from "../mesh/gateway-workload.ts";
import { portOf } from "../mesh/registry.ts";
import { sidecarScope } from "../mesh/sidecar-scope.ts";
import { type SurvivingRoute, survivingHttpRoutes } from "../mesh/surviving-routes.ts";
import { virtualServicesFor } from "../mesh/virtual-services.ts";
import { askedService } from "../model/asked-service.ts";
import type { Flow } from "../model/flow.ts";
import type { Mesh } from "../model/mesh.ts";
import type { Pair } from "../model/pair.ts";
import type { Header, Token } from "../model/question.ts";
import { refText } from "../model/ref.ts";
import type { AuthorizationRule } from "../model/resources/security.ts";
import type { HttpMatchRequest } from "../model/resources/virtual-service.ts";
import type { ProxyView, Workload } from "../model/workload.ts";
import { fateOf, groupBy } from "../simulate/fate.ts";
import { exampleOf, exampleOfPattern } from "./example-value.ts";
import { sampleServers } from "./sample-servers.ts";

/** A request that stands for one rule of the configuration. */
export interface Boundary {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: readonly Header[];
  readonly token?: Token;
  readonly why: string;
}

/** One representative for each match of the VirtualService in force, and for each ALLOW rule at the server. */
export function boundaries(mesh: Mesh, pair: Pair, plain: Flow): readonly Boundary[] {
  if (plain.scheme === "tcp" || plain.scheme === "tls" || plain.scheme === "https") return [];
  return [...routeBoundaries(mesh, pair, plain), ...policyBoundaries(mesh, pair, plain)];
}

function routeBoundaries(mesh: Mesh, pair: Pair, plain: Flow): readonly Boundary[] {
  return routesOf(mesh, pair, plain).flatMap(({ match, entry }) => {
    if (match === undefined) return [];
    const example = requestFor(match.match);
    return example === undefined
      ? []
      : [{ ...example, why: `${refText(match.spot.ref)} ${entry.spot.path.replace("spec.", "")}` }];
  });
}

/** Each kind of the caller's pods may have routes of its own. */
function routesOf(mesh: Mesh, pair: Pair, plain: Flow): readonly SurvivingRoute[] {
  return groupBy(pair.clients, fateOf).flatMap(([client]) => routesFor(mesh, pair, plain, client));
}

function routesFor(mesh: Mesh, pair: Pair, plain: Flow, client: Workload): readonly SurvivingRoute[] {
  const view: ProxyView = { kind: client.proxy.kind, namespace: client.namespace, labels: client.labels };
  if (view.kind === "gateway") return gatewayRoutes(mesh, pair, plain, client);
  if (view.kind !== "sidecar") return [];
  const host = askedService(pair, plain)?.hostname ?? pair.host;
  const { inForce } = virtualServicesFor(mesh, view, host, "mesh", {
    scope: sidecarScope(mesh, view),
    port: plain.port,
  });
  for (const service of inForce) {
    const { routes } = survivingHttpRoutes(mesh, service, { view, port: plain.port, gateway: "mesh" });
    if (routes.length > 0) return routes;
  }
  return [];
}

/** Of a gateway's routes only those that lead to what is asked for. */
function gatewayRoutes(mesh: Mesh, pair: Pair, plain: Flow, client: Workload): readonly SurvivingRoute[] {
  const view: ProxyView = { kind: "gateway", namespace: client.namespace, labels: client.labels };
  const gateway = gatewayWorkload(mesh, client);
  const { listening } = gatewayListener(mesh, gateway, plain.port);
  const found = virtualHostFor(gatewayVirtualHosts(mesh, gateway.namespace, listening), plain.host);
  const wanted = new Set(pair.services.map(({ hostname }) => hostname));
  return (found?.bindings ?? []).flatMap(({ virtualService, server }) =>
    survivingHttpRoutes(mesh, virtualService, {
      view,
      port: server.server.port.number,
      gateway: server.gateway,
    }).routes.filter(({ entry }) =>
      (entry.route.route ?? []).some(
        ({ destination }) =>
          wanted.has(destination.host) || [...wanted].some((host) => host.startsWith(`${destination.host}.`)),
      ),
    ),
  );
}

/** A request that meets a match; `undefined`: none can be made up (a regex beyond simple ones). */
function requestFor(match: HttpMatchRequest): Omit<Boundary, "why"> | undefined {
  const path = match.uri === undefined ? undefined : exampleOf(match.uri);
  const method = match.method === undefined ? undefined : exampleOf(match.method);
  if ((match.uri !== undefined && path === undefined) || (match.method !== undefined && method === undefined))
    return undefined;
  const headers: Header[] = [];
  for (const [name, wanted] of Object.entries(match.headers ?? {})) {
    const value = exampleOf(wanted);
    if (value === undefined) return undefined;
    if (!name.startsWith(":") && !name.startsWith("@")) headers.push({ name: name.toLowerCase(), value });
  }
  if (match.authority !== undefined) {
    const value = exampleOf(match.authority);
    if (value !== undefined) headers.push({ name: "host", value });
  }
  const query: string[] = [];
  for (const [name, wanted] of Object.entries(match.queryParams ?? {})) {
    const value = exampleOf(wanted);
    if (value === undefined) return undefined;
    query.push(`${name}=${value}`);
  }
  return { method, path: query.length === 0 ? path : `${path ?? "/"}?${query.join("&")}`, headers };
}

function policyBoundaries(mesh: Mesh, pair: Pair, plain: Flow): readonly Boundary[] {
  const service = askedService(pair, plain);
  const port = service === undefined ? undefined : (portOf(service, plain.port) ?? service.ports[0]);
  const pods = service === undefined || port === undefined ? [] : sampleServers(mesh, service, port);
  const allow = pods.flatMap(
    ({ ref, namespace, labels }) =>
      authorizationPoliciesFor(mesh.home(ref), { namespace, labels, kind: "sidecar" }).allow,
  );
  return allow.flatMap((policy) =>
    (policy.spec.rules ?? []).flatMap((rule, i) =>
      requestsFor(rule).map((request) => ({
        ...request,
        why: `AuthorizationPolicy ${policy.metadata.namespace}/${policy.metadata.name} rules[${i}]`,
      })),
    ),
  );
}

/** What a caller would have to send for the rule's `to` and `when` to hold; who it is stays as it is. */
function requestsFor({ from = [], to = [], when = [] }: AuthorizationRule): readonly Omit<Boundary, "why">[] {
  const headers: Header[] = [];
  let token: Token | undefined;
  for (const { key, values = [] } of when) {
    const header = /^request\.headers\[(.+)\]$/.exec(key)?.[1];
    const value = values[0] === undefined ? undefined : exampleOfPattern(values[0]);
    if (header !== undefined && value !== undefined) headers.push({ name: header.toLowerCase(), value });
    token ??= tokenFor(key, values[0]);
  }
  const issuer = from.flatMap(({ source }) => source?.requestPrincipals ?? [])[0];
  if (issuer !== undefined) token = { wellFormed: true, claims: { ...tokenForPrincipal(issuer), ...token?.claims } };
  const operations = to.length === 0 ? [undefined] : to.map(({ operation }) => operation);
  return operations.flatMap((operation) => {
    const path = operation?.paths?.[0] === undefined ? undefined : exampleOfPattern(operation.paths[0]);
    const method = operation?.methods?.[0];
    if (path === undefined && method === undefined && headers.length === 0 && token === undefined) return [];
    return [{ method: method === "*" ? undefined : method, path, headers, ...(token === undefined ? {} : { token }) }];
  });
}

function tokenFor(key: string, value: string | undefined): Token | undefined {
  if (value === undefined) return undefined;
  if (key === "request.auth.principal") return { wellFormed: true, claims: tokenForPrincipal(value) };
  if (key === "request.auth.audiences") return { wellFormed: true, claims: { aud: value } };
  const claim = /^request\.auth\.claims\[([^\]]+)\]$/.exec(key)?.[1];
  return claim === undefined ? undefined : { wellFormed: true, claims: { [claim]: exampleOfPattern(value) } };
}

/** `iss/sub`, split at the last slash; wildcards filled in. */
function tokenForPrincipal(principal: string): Record<string, string> {
  const slash = principal.lastIndexOf("/");
  if (slash < 0) return { iss: "issuer", sub: "subject" };
  return { iss: exampleOfPattern(principal.slice(0, slash)), sub: exampleOfPattern(principal.slice(slash + 1)) };
}
