import { type HttpRequest, queryParam } from "../model/http-request.ts";
import { path } from "../model/path.ts";
import type { Token } from "../model/question.ts";
import type { HttpMatchRequest, StringMatch } from "../model/resources/virtual-service.ts";
import { not, type Truth } from "./authorization/truth.ts";
import { compiledRegex } from "./compiled-regex.ts";
import { isReduced, reducedEquals, reducedMatches, reducedStartsWith } from "./reduced-value.ts";

/** One condition that a request does not meet. */
interface Unmet {
  /** `spec.http[0].match[1].uri.prefix`. */
  readonly path: string;
  /** `prefix /api`. */
  readonly wanted: string;
  /** What the request has; `(absent)` where it has nothing. */
  readonly got: string;
}

export interface HttpMatch {
  readonly matches: boolean;
  readonly unmet: readonly Unmet[];
  /** Conditions on a value of which a part was never kept; given where all others are met, so that they decide. */
  readonly undecided: readonly Unmet[];
}

export interface MatchOptions {
  /** Prefixes match whole path segments, as for routes generated from the Gateway API or Ingress. */
  readonly segmentPrefix?: boolean;
  /** The validated token of the request: only a gateway with RequestAuthentication knows one. */
  readonly token?: Token;
}

/**
 * Whether a request meets a match of an http route; all conditions must hold. Conditions that are settled when the
 * proxy is configured (port, gateways, source) are not looked at.
 * Source: pilot/pkg/networking/core/route/route.go `TranslateRouteMatch`, `translateHeaderMatch`,
 * `translateQueryParamMatch`, `translateMetadataMatch`; pilot/pkg/networking/util/util.go `ConvertToEnvoyMatch`;
 * Envoy source/common/router/config_impl.cc `matchRoute`.
 */
export function matchHttp(
  match: HttpMatchRequest,
  request: HttpRequest,
  spotPath: string,
  options: MatchOptions = {},
): HttpMatch {
  const found: readonly Found[] = [
    ...uriUnmet(match, request, spotPath, options),
    ...pseudo("method", match.method, request.method, spotPath),
    ...pseudo("authority", match.authority, request.authority, spotPath),
    ...pseudo("scheme", match.scheme, request.scheme, spotPath),
    ...Object.entries(match.headers ?? {}).flatMap(([name, wanted]) =>
      verdict(
        headerMatches(name, wanted, request, options),
        under(spotPath, "headers", name),
        wanted,
        headerText(name, request, options),
      ),
    ),
    ...Object.entries(match.withoutHeaders ?? {}).flatMap(([name, unwanted]) => {
      const outcome = inverted(name, unwanted, request, options);
      const at = under(spotPath, "withoutHeaders", name);
      return verdict(outcome, at, unwanted, headerText(name, request, options), "not ");
    }),
    ...Object.entries(match.queryParams ?? {}).flatMap(([name, wanted]) => {
      const value = queryParam(request.query, name);
      return verdict(
        present(wanted) ? value !== undefined : stringMatches(wanted, value),
        under(spotPath, "queryParams", name),
        wanted,
        value,
      );
    }),
  ];
  const unmet = found.filter(({ open }) => !open).map(({ condition }) => condition);
  const undecided = unmet.length > 0 ? [] : found.map(({ condition }) => condition);
  return { matches: found.length === 0, unmet, undecided };
}

/** `"invalid"`: the expression is none that RE2 takes; `undefined`: what would decide it was not kept. */
type Outcome = Truth | "invalid";

/** A condition that is not met, or of which that is not known. */
interface Found {
  readonly condition: Unmet;
  readonly open: boolean;
}

function uriUnmet(
  { uri, ignoreUriCase = false }: HttpMatchRequest,
  request: HttpRequest,
  spotPath: string,
  options: MatchOptions,
): readonly Found[] {
  if (uri === undefined) return [];
  return verdict(uriMatches(uri, request.path, ignoreUriCase, options), under(spotPath, "uri"), uri, request.path);
}

/** An empty condition is any path. `ignoreUriCase` is no matter of regexes. */
function uriMatches(
  uri: StringMatch,
  requested: string,
  ignoreCase: boolean,
  { segmentPrefix = false }: MatchOptions,
): Outcome {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  if (uri.exact !== undefined) return fold(requested) === fold(uri.exact);
  if (uri.prefix !== undefined) {
    if (!segmentPrefix || uri.prefix === "/") return fold(requested).startsWith(fold(uri.prefix));
    const stem = fold(uri.prefix.endsWith("/") ? uri.prefix.slice(0, -1) : uri.prefix);
    return fold(requested) === stem || fold(requested).startsWith(`${stem}/`);
  }
  return uri.regex === undefined || fullMatch(uri.regex, requested);
}

/** Method, authority and scheme are headers like others to Envoy: an empty condition wants them present, which they are. */
function pseudo(name: string, wanted: StringMatch | undefined, value: string, spotPath: string): readonly Found[] {
  if (wanted === undefined || present(wanted)) return [];
  return verdict(stringMatches(wanted, value), under(spotPath, name), wanted, value);
}

function headerMatches(name: string, wanted: StringMatch, request: HttpRequest, options: MatchOptions): Outcome {
  const claims = claimPath(name);
  if (claims !== undefined) return claimMatches(claims, wanted, options);
  const value = headerValue(name, request);
  return present(wanted) ? value !== undefined : stringMatches(wanted, value);
}

/** A header that is missing counts as empty, except where its mere presence is unwanted. */
function inverted(name: string, unwanted: StringMatch, request: HttpRequest, options: MatchOptions): Outcome {
  const claims = claimPath(name);
  const value = headerValue(name, request);
  const found =
    claims !== undefined
      ? claimMatches(claims, unwanted, options)
      : present(unwanted)
        ? value !== undefined
        : stringMatches(unwanted, value ?? "");
  return found === "invalid" ? found : not(found);
}

/** `{}` and the regex `*`, which is none, ask for presence. Source: `canBeConvertedToPresentMatch`. */
function present({ exact, prefix, regex }: StringMatch): boolean {
  return exact === undefined && prefix === undefined && (regex === undefined || regex === "*");
}

function stringMatches({ exact, prefix, regex }: StringMatch, value: string | undefined): Outcome {
  if (regex !== undefined && exact === undefined && prefix === undefined && compiledRegex(regex) === undefined)
    return "invalid";
  if (value === undefined) return false;
  if (isReduced(value)) {
    if (exact !== undefined) return reducedEquals(value, exact);
    if (prefix !== undefined) return reducedStartsWith(value, prefix);
    return regex === undefined || reducedMatches(value, regex);
  }
  if (exact !== undefined) return value === exact;
  if (prefix !== undefined) return value.startsWith(prefix);
  return regex === undefined || fullMatch(regex, value);
}

function fullMatch(regex: string, value: string): Outcome {
  return compiledRegex(regex)?.testExact(value) ?? "invalid";
}

/** `host` is another name of `:authority`. Source: Envoy source/common/http/header_map_impl.cc, `HostLegacy`. */
function headerValue(
  name: string,
  { method, path: requested, query, authority, scheme, headers }: HttpRequest,
): string | undefined {
  switch (name.toLowerCase()) {
    case ":method":
      return method;
    case ":path":
      return query === "" ? requested : `${requested}?${query}`;
    case ":authority":
    case "host":
      return authority;
    case ":scheme":
      return scheme;
    default:
      return headers[name.toLowerCase()];
  }
}

function headerText(name: string, request: HttpRequest, options: MatchOptions): string | undefined {
  const claims = claimPath(name);
  if (claims === undefined) return headerValue(name, request);
  const value = claimAt(claims, options);
  return value === undefined ? undefined : typeof value === "string" ? value : JSON.stringify(value);
}

const claimPrefix = "@request.auth.claims";

/** `@request.auth.claims.group.id` or `@request.auth.claims[group][id]`. Source: pkg/jwt/routing.go `ToRoutingClaim`. */
function claimPath(name: string): readonly string[] | undefined {
  if (!name.toLowerCase().startsWith(claimPrefix)) return undefined;
  const rest = name.slice(claimPrefix.length);
  if (rest.startsWith(".") && rest.length > 1) return rest.slice(1).split(".");
  if (rest.startsWith("[") && rest.endsWith("]") && rest.length > 2) return rest.slice(1, -1).split("][");
  return undefined;
}

function claimAt(claims: readonly string[], { token }: MatchOptions): unknown {
  return claims.reduce<unknown>(
    (at, name) =>
      typeof at === "object" && at !== null && Object.hasOwn(at, name)
        ? (at as Record<string, unknown>)[name]
        : undefined,
    token?.claims,
  );
}

/** A claim matches by itself or, being a list, by one of its elements. Source: pilot/pkg/security/authz/matcher `MetadataListMatcher`. */
function claimMatches(claims: readonly string[], wanted: StringMatch, options: MatchOptions): Outcome {
  const value = claimAt(claims, options);
  const values = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");
  if (present(wanted)) return value !== undefined;
  const outcomes = values.map((one) => stringMatches(wanted, one));
  if (values.length === 0) return stringMatches(wanted, undefined);
  return outcomes.includes("invalid") ? "invalid" : outcomes.includes(true);
}

function verdict(
  outcome: Outcome,
  at: string,
  wanted: StringMatch,
  got: string | undefined,
  negated = "",
): readonly Found[] {
  if (outcome === true) return [];
  const kind = kindOf(wanted);
  const where = kind === "present" ? at : under(at, kind);
  if (outcome === "invalid")
    return [
      {
        condition: {
          path: where,
          wanted: `${negated}regex ${wanted.regex}`,
          got: `${got ?? "(absent)"}; the regex is not valid RE2`,
        },
        open: false,
      },
    ];
  const text = kind === "present" ? "present" : `${kind} ${wanted[kind]}`;
  return [
    { condition: { path: where, wanted: `${negated}${text}`, got: got ?? "(absent)" }, open: outcome === undefined },
  ];
}

function kindOf(wanted: StringMatch): "exact" | "prefix" | "regex" | "present" {
  if (wanted.exact !== undefined) return "exact";
  if (wanted.prefix !== undefined) return "prefix";
  return wanted.regex === undefined ? "present" : "regex";
}

/** A path further down. */
function under(base: string, ...parts: readonly string[]): string {
  return parts.reduce((at, part) => {
    const text = path(part);
    return text.startsWith("[") ? at + text : `${at}.${text}`;
  }, base);
}
