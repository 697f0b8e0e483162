import type { HttpRequest } from "../../model/http-request.ts";
import type { Attribute } from "./attribute.ts";
import { headerMatches } from "./header-match.ts";
import { destinationPort } from "./operation-match.ts";
import { addressAttribute, sourceAttributes } from "./source-match.ts";
import { valueMatches } from "./value-match.ts";

/**
 * What a `when` clause's key asks about; `undefined`: an unknown key, for which Istio drops the whole rule.
 * Source: pilot/pkg/security/authz/model/model.go `New`.
 */
export function attributeForKey(key: string): Attribute | undefined {
  const fixed = fixedKeys.get(key);
  if (fixed !== undefined) return fixed;
  if (key.startsWith("request.headers")) return header(key.slice("request.headers".length));
  if (key.startsWith("request.auth.claims")) return claim(key.slice("request.auth.claims".length));
  if (key.startsWith("experimental.envoy.filters.")) return metadata(key);
  return undefined;
}

/** Source: generator.go `connSNIGenerator`. */
const sni: Attribute = {
  matches: (value, facts) => valueMatches(value, facts.sni ?? ""),
  got: (facts) => facts.sni ?? "no server name",
};

const fixedKeys: ReadonlyMap<string, Attribute> = new Map<string, Attribute>([
  ...Object.entries(sourceAttributes),
  ["destination.ip", addressAttribute("the address that was dialled", ({ destinationIp }) => destinationIp)],
  ["destination.port", destinationPort],
  ["connection.sni", sni],
  ["request.auth.audiences", claimAttribute(["aud"])],
  ["request.auth.presenter", claimAttribute(["azp"])],
]);

/** `request.headers[x-user]`. Source: generator.go `requestHeaderGenerator`, util.go `extractNameInBrackets`. */
function header(bracketed: string): Attribute {
  const name = bracketed.startsWith("[") && bracketed.endsWith("]") ? bracketed.slice(1, -1).toLowerCase() : undefined;
  return {
    httpOnly: true,
    input: {
      what: `the whole value of header ${name}, of which a part is not kept as it may be a secret`,
    },
    flaw: () => (name === undefined ? "the header's name must stand in brackets: request.headers[name]" : undefined),
    matches: (value, { http }) => headerMatches(value, valueOf(http, name)),
    got: ({ http }) => {
      const value = valueOf(http, name);
      return value === undefined ? `no header ${name}` : value;
    },
  };
}

function valueOf(http: HttpRequest | undefined, name: string | undefined): string | undefined {
  if (http === undefined || name === undefined) return undefined;
  if (name === ":method") return http.method;
  if (name === ":authority" || name === "host") return http.authority;
  if (name === ":path") return http.query === "" ? http.path : `${http.path}?${http.query}`;
  if (name === ":scheme") return http.scheme;
  return http.headers[name];
}

/** `request.auth.claims[a][b]`. Source: generator.go `requestClaimGenerator`, util.go `extractNameInNestedBrackets`. */
function claim(bracketed: string): Attribute {
  const nested = /^(?:\[[^[\]]*\])+$/.test(bracketed) ? bracketed.slice(1, -1).split("][") : undefined;
  const single = bracketed.startsWith("[") && bracketed.endsWith("]") ? [bracketed.slice(1, -1)] : undefined;
  const keys = nested ?? single;
  if (keys !== undefined) return claimAttribute(keys);
  return {
    httpOnly: true,
    flaw: () => "the claim's name must stand in brackets: request.auth.claims[name]",
    matches: () => false,
    got: () => "",
  };
}

/** A claim that is a text, or a list of texts of which one matches. Source: generator.go `MetadataListValueMatcherForJWTClaims`. */
function claimAttribute(keys: readonly string[]): Attribute {
  return {
    httpOnly: true,
    matches: (value, { claims }) => texts(claims, keys).some((text) => valueMatches(value, text)),
    got: ({ claims }) => {
      if (claims === undefined) return "no accepted token";
      const found = texts(claims, keys);
      return found.length === 0 ? `no claim ${keys.join(".")}` : found.join(", ");
    },
  };
}

function texts(claims: Readonly<Record<string, unknown>> | undefined, keys: readonly string[]): readonly string[] {
  let value: unknown = claims;
  for (const key of keys) {
    if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return [];
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  if (typeof value === "string") return keys.length === 1 && spaced.has(keys[0] ?? "") ? words(value) : [value];
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}

/** Claims that Envoy splits at spaces. Source: authn/policy_applier.go `buildSpaceDelimitedClaims`. */
const spaced: ReadonlySet<string> = new Set(["permission", "scope"]);

function words(text: string): string[] {
  return text.split(" ").filter((word) => word !== "");
}

/** Metadata that other filters leave behind: never known here. Source: generator.go `envoyFilterGenerator`. */
function metadata(key: string): Attribute {
  return {
    input: { what: `what Envoy's filters leave under ${key}` },
    flaw: () => (key.includes("[") ? undefined : `${key} must name a key in brackets`),
    matches: () => undefined,
    got: () => "not known",
  };
}
