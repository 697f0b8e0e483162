import type { Token } from "../model/question.ts";
import type { JwtRule } from "../model/resources/security.ts";

/** Why a rule refuses a token. */
export interface JwtFailure {
  readonly status: 401 | 403;
  /** Envoy's words with underscores, as they stand in the log. */
  readonly reason: string;
  /** The rule's field that refuses; `undefined`: the token itself is at fault. */
  readonly field?: "issuer" | "audiences";
  /** What the rule wants there. */
  readonly wanted?: string | readonly string[];
  readonly why: string;
}

/** How far clocks may differ. Source: Envoy's `clock_skew_seconds`. */
const skewSeconds = 60;

/**
 * The first objection of a rule to a token, in the order in which Envoy looks: form, issuer, time, audience.
 * Source: Envoy source/extensions/filters/http/jwt_authn/authenticator.cc `startVerify`, `verifyKey`; jwt_verify_lib
 * `verifyTimeConstraint`.
 */
export function jwtFailure({ claims, wellFormed }: Token, rule: JwtRule, now: string): JwtFailure | undefined {
  if (!wellFormed) {
    const reason = "Jwt_is_not_in_the_form_of_Header.Payload.Signature_with_two_dots_and_3_sections";
    return { status: 401, reason, why: "what is sent is not a JSON Web Token" };
  }
  const { iss, aud } = claims;
  if (rule.issuer !== "" && iss !== rule.issuer) {
    const why = `the token's issuer is ${typeof iss === "string" ? iss : "missing"}`;
    return { status: 401, reason: "Jwt_issuer_is_not_configured", field: "issuer", wanted: rule.issuer, why };
  }
  const time = timeFailure(claims, now);
  if (time !== undefined) return time;
  const { audiences = [] } = rule;
  const given = audiencesOf(aud);
  if (audiences.length === 0 || audiences.some((audience) => given.some((each) => bare(each) === bare(audience))))
    return undefined;
  const why = given.length === 0 ? "the token names no audience" : `the token is for ${given.join(", ")}`;
  const reason = "Audiences_in_Jwt_are_not_allowed";
  return { status: 403, reason, field: "audiences", wanted: audiences, why };
}

function timeFailure({ nbf, exp }: Token["claims"], now: string): JwtFailure | undefined {
  const seconds = Math.floor(Date.parse(now) / 1000);
  if (Number.isNaN(seconds)) return undefined;
  if (typeof nbf === "number" && nbf > seconds + skewSeconds)
    return { status: 401, reason: "Jwt_not_yet_valid", why: `the token is valid from ${instant(nbf)} on` };
  if (typeof exp === "number" && exp !== 0 && exp + skewSeconds < seconds)
    return { status: 401, reason: "Jwt_is_expired", why: `the token expired at ${instant(exp)}` };
  return undefined;
}

function instant(seconds: number): string {
  const milliseconds = seconds * 1000;
  return Math.abs(milliseconds) > 8.64e15 ? `second ${seconds}` : new Date(milliseconds).toISOString();
}

function audiencesOf(aud: unknown): readonly string[] {
  if (typeof aud === "string") return [aud];
  return Array.isArray(aud) ? aud.filter((each): each is string => typeof each === "string") : [];
}

/** Scheme and closing slash do not count. Source: jwt_verify_lib check_audience.cc `sanitizeAudience`. */
function bare(audience: string): string {
  return audience.replace(/^https?:\/\//, "").replace(/\/$/, "");
}
