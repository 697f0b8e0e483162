import type { Resource } from "../metadata.ts";
import type { WorkloadSelector } from "./routing.ts";

export interface TargetRef {
  readonly group?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

interface Attached {
  readonly selector?: WorkloadSelector;
  readonly targetRef?: TargetRef;
  readonly targetRefs?: readonly TargetRef[];
}

export interface MutualTls {
  readonly mode?: string;
}

/** `security.istio.io` PeerAuthentication. `portLevelMtls` is keyed by the port the app listens on. */
export interface PeerAuthentication extends Resource<"PeerAuthentication"> {
  readonly spec: {
    readonly selector?: WorkloadSelector;
    readonly mtls?: MutualTls;
    readonly portLevelMtls?: Readonly<Record<string, MutualTls>>;
  };
}

export interface JwtRule {
  readonly issuer: string;
  readonly audiences?: readonly string[];
  readonly jwksUri?: string;
  /** Whether keys are given inline; their text is not kept. */
  readonly jwks?: string;
  readonly fromHeaders?: readonly { readonly name: string; readonly prefix?: string }[];
  readonly fromParams?: readonly string[];
  readonly fromCookies?: readonly string[];
  readonly forwardOriginalToken?: boolean;
  /** Claims whose text is a list of words; `scope` and `permission` always are. */
  readonly spaceDelimitedClaims?: readonly string[];
}

export interface RequestAuthentication extends Resource<"RequestAuthentication"> {
  readonly spec: Attached & { readonly jwtRules?: readonly JwtRule[] };
}

export interface AuthorizationSource {
  readonly principals?: readonly string[];
  readonly notPrincipals?: readonly string[];
  readonly requestPrincipals?: readonly string[];
  readonly notRequestPrincipals?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly notNamespaces?: readonly string[];
  readonly serviceAccounts?: readonly string[];
  readonly notServiceAccounts?: readonly string[];
  readonly trustDomains?: readonly string[];
  readonly notTrustDomains?: readonly string[];
  readonly ipBlocks?: readonly string[];
  readonly notIpBlocks?: readonly string[];
  readonly remoteIpBlocks?: readonly string[];
  readonly notRemoteIpBlocks?: readonly string[];
}

export interface AuthorizationOperation {
  readonly hosts?: readonly string[];
  readonly notHosts?: readonly string[];
  readonly ports?: readonly string[];
  readonly notPorts?: readonly string[];
  readonly methods?: readonly string[];
  readonly notMethods?: readonly string[];
  readonly paths?: readonly string[];
  readonly notPaths?: readonly string[];
}

export interface AuthorizationCondition {
  readonly key: string;
  readonly values?: readonly string[];
  readonly notValues?: readonly string[];
}

export interface AuthorizationRule {
  readonly from?: readonly { readonly source?: AuthorizationSource }[];
  readonly to?: readonly { readonly operation?: AuthorizationOperation }[];
  readonly when?: readonly AuthorizationCondition[];
}

/** `security.istio.io` AuthorizationPolicy. `action` absent: ALLOW. */
export interface AuthorizationPolicy extends Resource<"AuthorizationPolicy"> {
  readonly spec: Attached & {
    readonly action?: string;
    readonly rules?: readonly AuthorizationRule[];
    readonly provider?: { readonly name?: string };
  };
}
