import type { LabelSelector, Resource } from "../metadata.ts";

/** `networking.k8s.io/v1` NetworkPolicy. */
export interface NetworkPolicy extends Resource<"NetworkPolicy"> {
  readonly spec: {
    readonly podSelector: LabelSelector;
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly {
      readonly from?: readonly NetworkPolicyPeer[];
      readonly ports?: readonly NetworkPolicyPort[];
    }[];
    readonly egress?: readonly {
      readonly to?: readonly NetworkPolicyPeer[];
      readonly ports?: readonly NetworkPolicyPort[];
    }[];
  };
}

export interface NetworkPolicyPeer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

export interface NetworkPolicyPort {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}

/** `networking.k8s.io/v1` Ingress. */
export interface Ingress extends Resource<"Ingress"> {
  readonly spec: {
    readonly ingressClassName?: string;
    readonly defaultBackend?: IngressBackend;
    readonly rules?: readonly {
      readonly host?: string;
      readonly http?: {
        readonly paths: readonly {
          readonly path?: string;
          readonly pathType?: string;
          readonly backend: IngressBackend;
        }[];
      };
    }[];
    readonly tls?: readonly { readonly hosts?: readonly string[]; readonly secretName?: string }[];
  };
}

export interface IngressBackend {
  readonly service?: { readonly name: string; readonly port?: { readonly number?: number; readonly name?: string } };
}

/** One webhook of a Mutating- or ValidatingWebhookConfiguration. */
export interface Webhook {
  readonly name: string;
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly failurePolicy?: string;
  readonly clientConfig?: { readonly service?: { readonly name: string; readonly namespace: string } };
}

export interface MutatingWebhookConfiguration extends Resource<"MutatingWebhookConfiguration"> {
  readonly webhooks: readonly Webhook[];
}

export interface ValidatingWebhookConfiguration extends Resource<"ValidatingWebhookConfiguration"> {
  readonly webhooks: readonly Webhook[];
}
