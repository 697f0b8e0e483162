import type { Mesh } from "../model/mesh.ts";
import type { Endpoint } from "../model/service.ts";
import { tlsModeForEndpoints } from "./endpoint-tls-mode.ts";
import type { MergedRule } from "./merged-rule.ts";
import { peerAuthentication } from "./peer-authentication.ts";

/**
 * Whether the caller's istiod marks an endpoint as one that takes the mesh's mTLS; `undefined`: policies that were not
 * read decide. It does not look at what the caller's cluster speaks: `enableAutoMtls`, or a namespace's mode.
 * Source: pilot/pkg/xds/endpoints/mtls_checker.go `checkMtlsEnabled`.
 */
export function takesMeshTls(
  mesh: Mesh,
  endpoint: Endpoint,
  rule: MergedRule | undefined,
  port: number,
  subset: string | undefined,
): boolean | undefined {
  const written = tlsModeForEndpoints(rule, port, subset);
  if (written !== undefined) return written.value.mode === "ISTIO_MUTUAL";
  if (endpoint.tlsMode !== "istio") return false;
  const { mode, gap } = peerAuthentication(mesh, endpoint, endpoint.port);
  return gap === undefined ? mode !== "DISABLE" : undefined;
}
