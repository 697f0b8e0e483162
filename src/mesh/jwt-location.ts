import { type HttpRequest, queryParam } from "../model/http-request.ts";
import type { JwtRule } from "../model/resources/security.ts";

/**
 * Whether a request that has a token carries it where a rule looks: `Authorization: Bearer` or `access_token` unless
 * the rule names places of its own. A header without the rule's prefix (`Basic …`) counts as no token. What stands in
 * `authorization` may have been taken away at the door: a header that is not there counts as the token's.
 * Source: Envoy source/extensions/filters/http/jwt_authn/extractor.cc `addProvider`, `extract`.
 */
export function carriesToken(http: HttpRequest, rule: JwtRule): boolean {
  const { fromHeaders = [], fromParams = [], fromCookies = [] } = rule;
  const nowhere = fromHeaders.length + fromParams.length + fromCookies.length === 0;
  const headers = nowhere ? [{ name: "authorization", prefix: "Bearer " }] : fromHeaders;
  const params = nowhere ? ["access_token"] : fromParams;
  const cookies = cookieNames(http);
  return (
    headers.some(({ name, prefix = "" }) => {
      const value = http.headers[name.toLowerCase()];
      if (value === undefined) return name.toLowerCase() === "authorization";
      return value === "" || value.includes(prefix.trimEnd());
    }) ||
    params.some((name) => queryParam(http.query, name) !== undefined) ||
    fromCookies.some((name) => cookies.has(name))
  );
}

function cookieNames({ headers }: HttpRequest): ReadonlySet<string> {
  return new Set((headers.cookie ?? "").split(/[;,]/).map((pair) => (pair.split("=", 1)[0] ?? "").trim()));
}
