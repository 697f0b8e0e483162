import { valueMatches } from "./value-match.ts";

/**
 * Whether a path without its query is meant by a policy's path: a template where it has `{*}` or `{**}`, else a value
 * like any other.
 * Source: pilot/pkg/security/authz/model/generator.go `pathGenerator`; matcher/template.go `sanitizePathTemplate`.
 */
export function pathMatches(pattern: string, path: string): boolean {
  return isTemplate(pattern) ? templateMatches(pattern, path) : valueMatches(pattern, path);
}

/** Source: pkg/config/security/security.go `ContainsPathTemplate`. */
function isTemplate(pattern: string): boolean {
  return pattern.includes("{*}") || pattern.includes("{**}");
}

/**
 * `*` stands for one segment that is not empty, `**` for any number of characters, slashes included.
 * Source: Envoy source/extensions/path/uri_template_lib/uri_template_internal.cc.
 */
function templateMatches(template: string, path: string): boolean {
  const wanted = template.replaceAll("{**}", "**").replaceAll("{*}", "*").split("/");
  const given = path.split("/");
  const rest = wanted.indexOf("**");
  if (rest < 0)
    return wanted.length === given.length && wanted.every((segment, i) => segmentMatches(segment, given[i]));
  const tail = wanted.slice(rest + 1);
  if (given.length < rest + 1 + tail.length) return false;
  const fromEnd = given.length - tail.length;
  return (
    wanted.slice(0, rest).every((segment, i) => segmentMatches(segment, given[i])) &&
    tail.every((segment, i) => segmentMatches(segment, given[fromEnd + i]))
  );
}

function segmentMatches(wanted: string, given: string | undefined): boolean {
  return wanted === "*" ? given !== undefined && given !== "" : wanted === given;
}
