import type { Arrival } from "../../model/connection.ts";
import type { HttpRequest } from "../../model/http-request.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { AcceptedToken } from "../accepted-token.ts";
import { normalizePath } from "./normalize-path.ts";

/** Everything that a rule can ask about, in the form in which the proxy compares it. */
export interface RequestFacts {
  /** `spiffe://cluster.local/ns/shop/sa/checkout`; `undefined`: no peer certificate, which is certain. */
  readonly peer: string | undefined;
  readonly sourceIp: string | undefined;
  readonly remoteIp: string | undefined;
  readonly destinationIp: string | undefined;
  readonly destinationPort: number;
  readonly sni: string | undefined;
  /** `undefined`: a TCP chain, where nothing of HTTP can be asked. Its path is normalised. */
  readonly http: HttpRequest | undefined;
  /** Of a token that RequestAuthentication accepted; `undefined`: there is none. */
  readonly claims: Readonly<Record<string, unknown>> | undefined;
  /** The mesh's own trust domain and its aliases. */
  readonly trustDomains: readonly string[];
}

/** The facts of an arrival, once the token is checked. */
export function requestFacts({ settings }: Mesh, arrival: Arrival, accepted: AcceptedToken | undefined): RequestFacts {
  const { principal, http } = arrival;
  const { normalization } = settings.config.pathNormalization ?? {};
  return {
    ...arrival,
    peer: principal === undefined ? undefined : principal.startsWith("spiffe://") ? principal : `spiffe://${principal}`,
    http: http === undefined ? undefined : { ...http, path: normalizePath(http.path, normalization) },
    claims: http === undefined ? undefined : accepted?.claims,
    trustDomains: [settings.trustDomain, ...settings.trustDomainAliases],
  };
}
