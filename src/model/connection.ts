import type { HttpRequest } from "./http-request.ts";
import type { Token } from "./question.ts";

/** What arrives at a server's proxy, as far as policies can look at it. */
export interface Arrival {
  /** `cluster.local/ns/shop/sa/checkout`; `undefined`: no peer certificate was presented. */
  readonly principal: string | undefined;
  readonly sourceIp: string | undefined;
  /** From X-Forwarded-For and the trusted proxies; the source IP where nothing says otherwise. */
  readonly remoteIp: string | undefined;
  readonly destinationIp: string | undefined;
  /** The port on which the connection arrives: the pod's target port at a sidecar. */
  readonly destinationPort: number;
  readonly sni: string | undefined;
  /** `undefined`: the filter chain treats the bytes as TCP. */
  readonly http: HttpRequest | undefined;
  readonly token: Token | undefined;
}

/** What the client's side puts on the wire. */
export type Wire = "plaintext" | "mtls" | "tls";
