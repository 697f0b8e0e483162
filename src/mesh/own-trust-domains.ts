import type { MeshSettings } from "../model/mesh.ts";

/**
 * Trust domains of which a mesh's proxies take certificates: its own, its aliases, and those of extra authorities.
 * Source: pilot/pkg/networking/plugin/authn/util.go `TrustDomainsForValidation`.
 */
export function ownTrustDomains({ trustDomain, trustDomainAliases, config }: MeshSettings): readonly string[] {
  const others = (config.caCertificates ?? []).flatMap(({ trustDomains = [] }) => trustDomains);
  return [...new Set([trustDomain, ...trustDomainAliases, ...others])];
}
