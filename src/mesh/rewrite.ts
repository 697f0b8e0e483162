import type { HttpRequest } from "../model/http-request.ts";
import type {
  HeaderOperations,
  HttpMatchRequest,
  HttpRewrite,
  HttpRoute,
  HttpRouteDestination,
} from "../model/resources/virtual-service.ts";
import { compiledRegex } from "./compiled-regex.ts";

/**
 * The request as it leaves a route for one of its destinations: path and authority rewritten, headers set, added and
 * removed. A route's authority beats a destination's; among headers, those of a sole destination come last, those of a
 * weighted one first.
 * Source: pilot/pkg/networking/core/route/route.go `applyHTTPRouteDestination`, `processDestination`,
 * `processWeightedDestination`, `TranslateHeadersOperations`; Envoy source/common/router/config_impl.cc
 * `finalizeRequestHeaders`, `rewritePathHeader`.
 */
export function rewritten(
  request: HttpRequest,
  route: HttpRoute,
  match: HttpMatchRequest | undefined,
  destination?: HttpRouteDestination,
  options: { readonly segmentPrefix?: boolean } = {},
): HttpRequest {
  const own = route.headers?.request;
  const theirs = destination?.headers?.request;
  const sole = (route.route?.length ?? 0) <= 1;
  const steps = sole ? [joined(own, theirs)] : [joined(theirs), joined(own)];
  const headers = steps.reduce<Readonly<Record<string, string>>>(applied, request.headers);
  const authority = route.rewrite?.authority || authorityIn(own) || authorityIn(theirs) || request.authority;
  return { ...request, path: rewrittenPath(request.path, route.rewrite, match, options), authority, headers };
}

/** Removals of both first, then what the route writes, then what its destination does. */
function joined(own: HeaderOperations | undefined, theirs?: HeaderOperations): Steps {
  return {
    remove: [...(own?.remove ?? []), ...(theirs?.remove ?? [])],
    writes: [...writes(own), ...writes(theirs)],
  };
}

interface Steps {
  readonly remove: readonly string[];
  readonly writes: readonly Write[];
}

interface Write {
  readonly name: string;
  readonly value: string;
  readonly append: boolean;
}

function writes(operations: HeaderOperations | undefined): readonly Write[] {
  const write =
    (append: boolean) =>
    ([name, value]: [string, string]): Write => ({ name, value, append });
  return [
    ...Object.entries(operations?.set ?? {}).map(write(false)),
    ...Object.entries(operations?.add ?? {}).map(write(true)),
  ];
}

function applied(
  headers: Readonly<Record<string, string>>,
  { remove, writes: all }: Steps,
): Readonly<Record<string, string>> {
  const result: Record<string, string> = { ...headers };
  for (const name of remove) if (!isInternal(name)) delete result[name.toLowerCase()];
  for (const { name, value, append } of all) {
    if (isInternal(name)) continue;
    const key = name.toLowerCase();
    const before = result[key];
    result[key] = append && before !== undefined ? `${before},${value}` : value;
  }
  return result;
}

/** Source: `isInternalHeader`. */
function isInternal(name: string): boolean {
  return name.startsWith(":") || name.toLowerCase() === "host";
}

/** Setting Host is an authority rewrite; what is set beats what is added. Source: `TranslateHeadersOperations`. */
function authorityIn(operations: HeaderOperations | undefined): string | undefined {
  for (const entries of [operations?.set, operations?.add]) {
    const found = Object.entries(entries ?? {}).findLast(([name]) =>
      [":authority", "host"].includes(name.toLowerCase()),
    );
    if (found !== undefined && found[1] !== "") return found[1];
  }
  return undefined;
}

/**
 * The path after a rewrite: of a prefix match only the prefix is replaced, otherwise the whole path; the query stays.
 */
export function rewrittenPath(
  requested: string,
  rewrite: HttpRewrite | undefined,
  match: HttpMatchRequest | undefined,
  { segmentPrefix = false }: { readonly segmentPrefix?: boolean } = {},
): string {
  const regex = rewrite?.uriRegexRewrite;
  if (regex !== undefined) return substituted(requested, regex.match ?? "", regex.rewrite ?? "");
  const uri = rewrite?.uri;
  if (uri === undefined || uri === "") return requested;
  if (match?.uri?.exact !== undefined || match?.uri?.regex !== undefined) return uri;
  const written = match?.uri?.prefix ?? "/";
  const prefix = segmentPrefix && written !== "/" && written.endsWith("/") ? written.slice(0, -1) : written;
  const rest = requested.slice(prefix.length);
  // The Gateway API's "remove the prefix" must leave one slash, whatever follows.
  if (segmentPrefix && uri === "/") return `/${rest.replace(/^\//, "")}`;
  return uri + rest;
}

/** RE2's `GlobalReplace`: every match, `\1` for its groups. An expression that RE2 does not take changes nothing. */
function substituted(text: string, regex: string, rewrite: string): string {
  const matcher = compiledRegex(regex)?.matcher(text);
  if (matcher === undefined) return text;
  let result = "";
  let at = 0;
  while (matcher.find()) {
    result += text.slice(at, matcher.start());
    result += rewrite.replace(/\\(\d|\\)/g, (_, token: string) =>
      token === "\\" ? "\\" : Number(token) <= matcher.groupCount() ? (matcher.group(Number(token)) ?? "") : "",
    );
    at = matcher.end();
  }
  return result + text.slice(at);
}
