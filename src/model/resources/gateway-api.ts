import type { Resource } from "../metadata.ts";

/** The Gateway API's kinds are kept so far as to say that they decide something that is not modelled yet. */
export interface ParentRef {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name: string;
  readonly sectionName?: string;
  readonly port?: number;
}

interface Route<K extends string> extends Resource<K> {
  readonly spec: {
    readonly parentRefs?: readonly ParentRef[];
    readonly hostnames?: readonly string[];
  };
}

export type HTTPRoute = Route<"HTTPRoute">;
export type GRPCRoute = Route<"GRPCRoute">;
export type TLSRoute = Route<"TLSRoute">;
export type TCPRoute = Route<"TCPRoute">;

/** `gateway.networking.k8s.io` Gateway. */
export interface KubernetesGateway extends Resource<"Gateway"> {
  readonly spec: {
    readonly gatewayClassName?: string;
    readonly listeners?: readonly {
      readonly name: string;
      readonly port: number;
      readonly protocol?: string;
      readonly hostname?: string;
    }[];
  };
}
