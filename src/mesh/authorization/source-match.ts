import { isIP } from "node:net";
import { RE2JS } from "re2js";
import type { AuthorizationSource } from "../../model/resources/security.ts";
import { ipInBlocks } from "../ip-blocks.ts";
import type { Attribute } from "./attribute.ts";
import type { RequestFacts } from "./request-facts.ts";
import { requestPrincipalMatches } from "./request-principal-match.ts";
import { expandPrincipal, expandTrustDomain } from "./trust-domains.ts";

const noPeer = "no peer identity (the connection is plaintext)";

function peerText({ peer }: RequestFacts): string {
  return peer === undefined ? noPeer : peer.replace(/^spiffe:\/\//, "");
}

function wholly(pattern: string, text: string): boolean {
  return RE2JS.compile(pattern).matches(text);
}

/** Source: pilot/pkg/security/authz/model/generator.go `srcPrincipalGenerator`, matcher/string.go `StringMatcherWithPrefix`. */
const principal: Attribute = {
  identity: true,
  matches: (value, { peer, trustDomains }) =>
    peer !== undefined && expandPrincipal(value, trustDomains).some((each) => principalMatches(each, peer)),
  got: peerText,
};

function principalMatches(value: string, peer: string): boolean {
  if (value === "*") return peer !== "";
  if (value.startsWith("*"))
    return peer.startsWith("spiffe://") && peer.slice("spiffe://".length).endsWith(value.slice(1));
  if (value.endsWith("*")) return peer.startsWith(`spiffe://${value.slice(0, -1)}`);
  return peer === `spiffe://${value}`;
}

/** Source: generator.go `srcNamespaceGenerator`. */
const namespace: Attribute = {
  identity: true,
  matches: (value, { peer }) => {
    const pattern = value.split("*").map(RE2JS.quote).join(".*");
    return peer !== undefined && wholly(`.*/ns/${pattern}/.*`, peer);
  },
  got: ({ peer }) => (peer === undefined ? noPeer : (/\/ns\/([^/]*)\//.exec(peer)?.[1] ?? peer)),
};

/** `sa` alone is of the policy's own namespace. Source: generator.go `serviceAccountRegex`. */
const serviceAccount: Attribute = {
  identity: true,
  matches: (value, { peer }, own) => {
    const slash = value.indexOf("/");
    const [ns, name] = slash < 0 ? [own, value] : [value.slice(0, slash), value.slice(slash + 1)];
    return peer !== undefined && wholly(`spiffe://.+/ns/${RE2JS.quote(ns)}/(.+/|)sa/${RE2JS.quote(name)}(/.+)?`, peer);
  },
  got: ({ peer }) => {
    if (peer === undefined) return noPeer;
    const found = /\/ns\/([^/]*)\/(?:.*\/)?sa\/([^/]*)/.exec(peer);
    return found === null ? peer : `${found[1]}/${found[2]}`;
  },
};

/** Source: generator.go `srcTrustDomainGenerator`, trustdomain/bundle.go `ExpandTrustDomainAliases`. */
const trustDomain: Attribute = {
  identity: true,
  matches: (value, { peer, trustDomains }) =>
    peer !== undefined && expandTrustDomain(value, trustDomains).some((each) => trustDomainMatches(each, peer)),
  got: ({ peer }) => (peer === undefined ? noPeer : (/^spiffe:\/\/([^/]*)/.exec(peer)?.[1] ?? peer)),
};

function trustDomainMatches(value: string, peer: string): boolean {
  if (value === "*") return peer.startsWith("spiffe://");
  const asterisk = value.indexOf("*");
  if (asterisk < 0) return peer.startsWith(`spiffe://${value}/`);
  const [before, after] = [value.slice(0, asterisk), value.slice(asterisk + 1)];
  return wholly(`spiffe://${RE2JS.quote(before)}[^/]*${RE2JS.quote(after)}/.*`, peer);
}

/** Source: generator.go `requestPrincipalGenerator`. */
const requestPrincipal: Attribute = {
  httpOnly: true,
  matches: (value, { claims }) => requestPrincipalMatches(value, claims),
  got: ({ claims }) => (claims === undefined ? "no accepted token" : `${String(claims.iss)}/${String(claims.sub)}`),
};

/** An attribute that is an address. Source: generator.go `srcIPGenerator`, `remoteIPGenerator`, `destIPGenerator`. */
export function addressAttribute(
  what: string,
  address: (facts: RequestFacts) => string | undefined,
  grant?: string,
): Attribute {
  return {
    input: { what, ...(grant === undefined ? {} : { grant }) },
    flaw: (value) => (isBlock(value) ? undefined : `${value} is neither an IP address nor a CIDR range`),
    matches: (value, facts) => {
      const ip = address(facts);
      return ip === undefined ? undefined : sameFamily(ip, value) && ipInBlocks(ip, [value]);
    },
    got: (facts) => address(facts) ?? `${what} is not known`,
  };
}

/** `::/0` is every IPv6 address and no IPv4 address. Source: Envoy source/common/network/cidr_range.cc `isInRange`. */
function sameFamily(ip: string, block: string): boolean {
  return isIP(ip) === isIP(block.split("/", 1)[0] ?? "");
}

function isBlock(value: string): boolean {
  const [address = "", prefix, ...more] = value.split("/");
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 6 ? 128 : 32));
}

/** What can be asked about the source, by the key that a `when` clause uses. */
export const sourceAttributes = {
  "source.principal": principal,
  "source.namespace": namespace,
  "source.serviceAccount": serviceAccount,
  "source.trustDomain": trustDomain,
  "source.ip": addressAttribute(
    "the address that the connection comes from",
    ({ sourceIp }) => sourceIp,
    "--client-ip",
  ),
  "remote.ip": addressAttribute("the original client's address", ({ remoteIp }) => remoteIp, "--client-ip"),
  "request.auth.principal": requestPrincipal,
} as const satisfies Record<string, Attribute>;

/** The fields of `from[].source`, each with its negation, in the order in which they are told. */
export const sourceFields: readonly {
  readonly field: keyof AuthorizationSource;
  readonly notField: keyof AuthorizationSource;
  readonly attribute: Attribute;
}[] = [
  { field: "principals", notField: "notPrincipals", attribute: principal },
  { field: "namespaces", notField: "notNamespaces", attribute: namespace },
  { field: "serviceAccounts", notField: "notServiceAccounts", attribute: serviceAccount },
  { field: "trustDomains", notField: "notTrustDomains", attribute: trustDomain },
  { field: "requestPrincipals", notField: "notRequestPrincipals", attribute: requestPrincipal },
  { field: "ipBlocks", notField: "notIpBlocks", attribute: sourceAttributes["source.ip"] },
  { field: "remoteIpBlocks", notField: "notRemoteIpBlocks", attribute: sourceAttributes["remote.ip"] },
];
