import { authorizationPoliciesFor } from "../mesh/authorization-policies.ts";
import { type AuthorizationContext, authorize } from "../mesh/authorize.ts";
import { idlePolicies } from "../mesh/idle-policies.ts";
import type { InboundPort } from "../mesh/inbound-port.ts";
import { refOf } from "../mesh/ref-of.ts";
import { servicesNamed } from "../mesh/registry.ts";
import { requestAuthentication } from "../mesh/request-authentication.ts";
import type { Arrival } from "../model/connection.ts";
import { byDefault, type Evidence, field } from "../model/evidence.ts";
import { type Ref, refText } from "../model/ref.ts";
import { type End, type Hop, hop, onward } from "../model/trace.ts";
import { type ProxyKind, principal, type Workload } from "../model/workload.ts";
import { delivered } from "./delivered.ts";
import { failure, unknownEnd } from "./end.ts";
import type { Sent, Target } from "./sent.ts";
import { formProblem, wrapper } from "./unproxied.ts";
import type { Walk } from "./walk.ts";

/** A connection that the server's proxy has taken. */
export interface Inbound {
  readonly target: Target;
  readonly server: Workload;
  readonly port: number;
  readonly inbound: InboundPort;
  readonly sent: Sent;
  /** An HTTP chain decodes it; else policies see bytes only. */
  readonly http: boolean;
  /** A peer certificate of the mesh was shown. */
  readonly authenticated: boolean;
}

/**
 * The filters of the inbound chain in Envoy's order: CUSTOM, token, DENY, ALLOW, then the application.
 * Source: pilot/pkg/networking/core/listener_builder.go.
 */
export function inboundHop(walk: Walk, inbound: Inbound): Hop | End {
  const { server, target, port } = inbound;
  const arrival: Arrival = {
    principal: inbound.authenticated ? callerPrincipal(walk) : undefined,
    sourceIp: (target.via ?? walk.client).ip,
    remoteIp: remoteIp(walk, target),
    destinationIp: target.endpoint.address,
    destinationPort: port,
    sni: inbound.authenticated
      ? (inbound.sent.sni ?? defaultSni(target))
      : walk.payload === "tls"
        ? walk.flow.host
        : undefined,
    http: inbound.http ? walk.request : undefined,
    token: walk.flow.token,
  };
  return throughPolicies(
    walk,
    {
      namespace: server.namespace,
      labels: server.labels,
      kind: "sidecar",
      name: server.owner.name,
      owner: server.owner,
    },
    arrival,
    inbound.sent,
    "server",
    () => toApplication(walk, inbound),
  );
}

/** Whose policies are asked. */
export interface Guarded {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly kind: ProxyKind;
  readonly name: string;
  readonly owner: Ref;
}

/** Tokens and AuthorizationPolicies at one proxy, then onwards. Also serves gateways. */
export function throughPolicies(
  walk: Walk,
  guarded: Guarded,
  arrival: Arrival,
  sent: Sent,
  at: "server" | "gateway",
  onwards: () => Hop | End,
): Hop | End {
  const { mesh } = walk;
  const policies = authorizationPoliciesFor(mesh, guarded);
  const token = arrival.http === undefined ? undefined : requestAuthentication(mesh, guarded, arrival);
  for (const what of token?.assumptions ?? []) walk.assume(what);
  const context: AuthorizationContext = {
    ...(token?.accepted === undefined ? {} : { accepted: token.accepted }),
    serviceExists: (host) => servicesNamed(mesh, host).length > 0,
  };
  const decision = authorize(mesh, policies, arrival, context);
  for (const what of decision.assumptions) walk.assume(what);
  const caller = arrival.principal ?? "a caller without identity";
  const tcp = arrival.http === undefined;
  const shown = tcp
    ? { flag: "-", details: decision.details }
    : { status: 403, flag: "-", details: decision.details, ...(walk.flow.scheme === "grpc" ? { grpcStatus: 7 } : {}) };
  const common = { station: "authorization" as const, at, because: decision.because, shown, payload: walk.payload };

  if (decision.result === "custom" && decision.by !== undefined) {
    return failure({
      ...common,
      disposition: "denied",
      cause: { code: "custom-denied", policy: decision.by.policy, spot: decision.by.spot, why: decision.details },
    });
  }
  if (token?.outcome === "reject") {
    const status = token.status ?? 401;
    return failure({
      disposition: "unauthenticated",
      station: "authentication",
      at,
      cause: {
        code: "jwt",
        spot: token.spot ?? { ref: guarded.owner, path: "spec" },
        reason: token.reason ?? "",
        status,
        caller: walk.client.owner,
      },
      because: token.because,
      shown: { status, flag: "-", details: `jwt_authn_access_denied{${token.reason ?? ""}}` },
      payload: walk.payload,
    });
  }
  if (token?.gap !== undefined && token.outcome === "pass" && walk.flow.token !== undefined) {
    return unknownEnd("authentication", at, {
      code: "unreadable",
      gap: token.gap,
      decision: "whether the token is accepted",
    });
  }
  if (decision.result === "unknown") {
    const gap = decision.gap ?? { what: "a fact about the request", why: "it is not known" };
    return afterToken(
      unknownEnd(
        "authorization",
        at,
        { code: "unreadable", gap, decision: `whether ${guarded.name} admits the request` },
        decision.because,
      ),
    );
  }
  const plaintext = arrival.principal === undefined ? sent.plaintext : undefined;
  if (decision.result === "deny") {
    if (decision.by !== undefined) {
      return afterToken(
        failure({
          ...common,
          disposition: "denied",
          cause: {
            code: "rbac-denied",
            policy: decision.by.policy,
            rule: decision.by.rule,
            spot: decision.by.spot,
            caller,
            plaintext,
            ...withIdentity(),
          },
        }),
      );
    }
    return afterToken(
      failure({
        ...common,
        disposition: "denied",
        cause: {
          code: "rbac-no-allow",
          policies: policies.allow.map(refOf),
          nearest: decision.nearest,
          misses: decision.misses,
          server: guarded.owner,
          caller,
          plaintext,
          ...withIdentity(),
          port: arrival.destinationPort,
          tcp,
          // Only a finding asks for these.
          get inert() {
            return idlePolicies(mesh, guarded, policies).filter(({ ref }) => wouldAdmit(ref));
          },
        },
      }),
    );
  }
  const selected = policies.allow.length + policies.deny.length + policies.custom.length;
  const because: Evidence[] =
    decision.because.length > 0
      ? [...decision.because]
      : [byDefault(`no AuthorizationPolicy selects ${guarded.name}: everything is allowed`)];
  return afterToken(
    hop({
      kind: "authorization",
      at,
      title:
        decision.by === undefined
          ? selected === 0
            ? "no policy selects it: allowed"
            : `allowed (${selected} ${selected === 1 ? "policy" : "policies"} looked at)`
          : `allowed by ${refText(decision.by.policy)} rule ${decision.by.rule}`,
      because: [...because, ...(token?.accepted === undefined ? (token?.because ?? []) : [])],
      next: onward(onwards()),
    }),
  );

  /** A token that was accepted is a station of its own. */
  function afterToken(to: Hop | End): Hop | End {
    if (token?.accepted === undefined) return to;
    return hop({
      kind: "authentication",
      at,
      title: "the token is accepted",
      because: token.because,
      next: onward(to),
    });
  }

  /** What a caller who hides its identity would be told if it showed it. */
  function withIdentity(): { readonly withIdentity?: "allow" | "deny" | "unknown" } {
    if (plaintext === undefined) return {};
    const { result } = authorize(mesh, policies, { ...arrival, principal: callerPrincipal(walk) }, context);
    return { withIdentity: result === "custom" ? "deny" : result };
  }

  function wouldAdmit({ namespace, name }: Ref): boolean {
    const policy = mesh.get("AuthorizationPolicy", namespace, name);
    if (policy === undefined || (policy.spec.action ?? "ALLOW") !== "ALLOW") return false;
    return (
      authorize(mesh, { ...policies, custom: [], deny: [], allow: [policy], gap: undefined }, arrival, context)
        .result === "allow"
    );
  }
}

/** `cluster.local/ns/shop/sa/checkout`: as the caller's own cluster signs it. */
export function callerPrincipal({ mesh, client }: Walk): string {
  return principal(mesh.home(client.ref).settings.trustDomain, client.namespace, client.serviceAccount);
}

/** The last hop that X-Forwarded-For names, where the caller sent one; else the caller's own address. */
function remoteIp({ request, flow, client }: Walk, { via }: Target): string | undefined {
  const forwarded = request.headers["x-forwarded-for"];
  const last = forwarded?.split(",").at(-1)?.trim();
  return flow.clientIp ?? (last === undefined || last === "" ? (via ?? client).ip : last);
}

function defaultSni({ service, port }: Target): string | undefined {
  return service === undefined || port === undefined ? undefined : `outbound_.${port.number}_._.${service.hostname}`;
}

function toApplication(walk: Walk, { target, port, inbound, authenticated, sent, http, server }: Inbound): Hop | End {
  const declared = inbound.protocol === "none" ? (target.port?.protocol ?? "Auto") : inbound.protocol;
  const layers = (sent.wire === "tls" ? 1 : 0) + (walk.payload === "tls" ? 1 : 0);
  const problem = http
    ? undefined
    : formProblem(walk, { ...target, port: target.port }, declared, layers, wrapper(sent));
  if (problem !== undefined) return problem;
  const elsewhere = defaultEndpointProblem(inbound, port, server);
  if (elsewhere !== undefined) {
    return failure({
      disposition: "refused",
      station: "inbound",
      at: "server",
      cause: { code: "nothing-listens", spot: elsewhere.spot, why: elsewhere.why },
      because: [field(elsewhere.spot.ref, elsewhere.spot.path, inbound.defaultEndpoint, elsewhere.why)],
      shown: {
        status: 503,
        flag: "UF",
        details:
          "upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_Connection_refused}",
      },
      payload: walk.payload,
    });
  }
  return delivered(walk, target, authenticated);
}

/** A Sidecar that sends to a port which no container declares, while they declare others, sends into the void. */
function defaultEndpointProblem({ defaultEndpoint, spot }: InboundPort, port: number, { pod }: Workload) {
  if (defaultEndpoint === undefined || spot === undefined || defaultEndpoint.startsWith("unix:")) return undefined;
  const sentTo = Number(defaultEndpoint.slice(defaultEndpoint.lastIndexOf(":") + 1));
  const declared = pod.spec.containers
    .filter(({ name }) => name !== "istio-proxy")
    .flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort));
  if (sentTo === port || declared.length === 0 || declared.includes(sentTo) || !declared.includes(port))
    return undefined;
  return {
    spot: { ref: spot.ref, path: `${spot.path}.defaultEndpoint` },
    why: `the proxy sends to ${defaultEndpoint}, and no container declares port ${sentTo}, but one declares ${port}`,
  };
}
