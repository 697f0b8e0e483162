import type { Spot } from "../model/cause.ts";
import type { Arrival } from "../model/connection.ts";
import { byDefault, type Evidence, field } from "../model/evidence.ts";
import type { HttpRequest } from "../model/http-request.ts";
import type { Mesh } from "../model/mesh.ts";
import { path } from "../model/path.ts";
import { refText } from "../model/ref.ts";
import type { JwtRule, RequestAuthentication } from "../model/resources/security.ts";
import type { Gap } from "../model/snapshot.ts";
import type { AcceptedToken } from "./accepted-token.ts";
import { attachedTo, type PolicyTarget, policyNamespaces } from "./attached-to.ts";
import { type JwtFailure, jwtFailure } from "./jwt-failure.ts";
import { carriesToken } from "./jwt-location.ts";
import { refOf } from "./ref-of.ts";

/** What a proxy's RequestAuthentications make of a request. */
export interface Authentication {
  readonly outcome: "pass" | "reject";
  readonly status?: 401 | 403;
  /** As in `jwt_authn_access_denied{Jwt_is_expired}`. */
  readonly reason?: string;
  /** The field that rejects. */
  readonly spot?: Spot;
  /** What policies may ask about; absent: no token was found, or none is looked for. */
  readonly accepted?: AcceptedToken;
  /** The token goes on to the application. */
  readonly forwarded: boolean;
  readonly assumptions: readonly string[];
  readonly because: readonly Evidence[];
  /** Policies that were not read: a token that is let through could be rejected by them. */
  readonly gap: Gap | undefined;
}

interface Provider {
  readonly policy: RequestAuthentication;
  readonly rule: JwtRule;
  readonly spot: Spot;
}

/**
 * Whether the token of a request is accepted: any rule that accepts it suffices; without a token (where the rules look
 * for it) the request passes. Tokens are taken as validly signed.
 * Source: pilot/pkg/security/authn/policy_applier.go `convertToEnvoyJwtConfig`; Envoy
 * source/extensions/filters/http/jwt_authn/verifier.cc, authenticator.cc.
 */
export function requestAuthentication(mesh: Mesh, target: PolicyTarget, arrival: Arrival): Authentication {
  const { http, token } = arrival;
  const gap = policyNamespaces(mesh, target)
    .map((namespace) => mesh.gap("RequestAuthentication", namespace))
    .find((found) => found !== undefined);
  const pass = (because: readonly Evidence[]): Authentication => ({
    outcome: "pass",
    forwarded: true,
    assumptions: [],
    because,
    gap: token === undefined ? undefined : gap,
  });
  const providers = providersFor(mesh, target);
  if (http === undefined) return pass([byDefault("RequestAuthentication does nothing on a TCP port")]);
  if (providers.length === 0) return pass([byDefault("no RequestAuthentication selects the workload")]);
  if (isPreflight(http)) return pass([byDefault("a CORS preflight is let through without a token")]);
  const asked = token === undefined ? [] : providers.filter(({ rule }) => carriesToken(http, rule));
  if (token === undefined || asked.length === 0)
    return pass([
      byDefault("no token is sent where RequestAuthentication looks for one: the request passes unauthenticated"),
    ]);

  const refusals: Refusal[] = [];
  for (const provider of asked) {
    const failure = jwtFailure(token, provider.rule, mesh.at);
    if (failure === undefined) return accepted(provider, token.claims, gap);
    refusals.push({ provider, failure });
  }
  return { ...rejected(mostTelling(refusals)), gap };
}

function providersFor(mesh: Mesh, target: PolicyTarget): Provider[] {
  return policyNamespaces(mesh, target)
    .flatMap((namespace) => mesh.list("RequestAuthentication", namespace))
    .filter((policy) => attachedTo(mesh, target, policy))
    .flatMap((policy) =>
      (policy.spec.jwtRules ?? []).map((rule, i) => ({
        policy,
        rule,
        spot: { ref: refOf(policy), path: path("spec", "jwtRules", i) },
      })),
    );
}

/** Source: Envoy's `bypass_cors_preflight`. */
function isPreflight({ method, headers }: HttpRequest): boolean {
  return method === "OPTIONS" && headers.origin !== undefined && headers["access-control-request-method"] !== undefined;
}

/** Source: authn/policy_applier.go `buildSpaceDelimitedClaims`. */
function splitClaims(claims: AcceptedToken["claims"], names: readonly string[]): AcceptedToken["claims"] {
  const split = names.flatMap((name) => {
    const value = claims[name];
    return typeof value === "string" ? [[name, value.split(" ").filter((word) => word !== "")] as const] : [];
  });
  return split.length === 0 ? claims : { ...claims, ...Object.fromEntries(split) };
}

function accepted({ rule, spot }: Provider, claims: AcceptedToken["claims"], gap: Gap | undefined): Authentication {
  const forwarded = rule.forwardOriginalToken === true;
  return {
    outcome: "pass",
    accepted: {
      claims: splitClaims(claims, rule.spaceDelimitedClaims ?? []),
      principal: `${textOf(claims.iss)}/${textOf(claims.sub)}`,
    },
    forwarded,
    assumptions: ["the token is taken as validly signed, and its keys as readable by istiod"],
    because: [
      field(spot.ref, `${spot.path}.issuer`, rule.issuer, "accepts the token"),
      ...(forwarded
        ? []
        : [
            field(
              spot.ref,
              `${spot.path}.forwardOriginalToken`,
              rule.forwardOriginalToken,
              "the token is removed before the application sees it",
            ),
          ]),
    ],
    gap,
  };
}

function textOf(claim: unknown): string {
  return typeof claim === "string" ? claim : "";
}

interface Refusal {
  readonly provider: Provider;
  readonly failure: JwtFailure;
}

/** Of several failures Envoy reports one that says more than that the issuer is another rule's. */
function mostTelling(refusals: readonly Refusal[]): Refusal {
  return refusals.reduce((told, next) =>
    told.failure.field === "issuer" && next.failure.field !== "issuer" ? next : told,
  );
}

function rejected({ provider, failure }: Refusal): Omit<Authentication, "gap"> {
  const { ref, path: at } = provider.spot;
  const spot = { ref, path: failure.field === undefined ? at : `${at}.${failure.field}` };
  return {
    outcome: "reject",
    status: failure.status,
    reason: failure.reason,
    spot,
    forwarded: false,
    assumptions: [],
    because: [field(ref, spot.path, failure.wanted, `${refText(ref)} refuses the token: ${failure.why}`)],
  };
}
