import type { Ref } from "./ref.ts";

/** What a person asked, in their words; nothing is resolved yet. */
export interface Question {
  /** As typed: `checkout`, `shop/checkout`, `deploy/checkout`, `sa/x`, `pod/x`, `internet`. */
  readonly from: string;
  /** As typed: a Service, host, workload, IP or URL. */
  readonly to: string;
  /** Where short names are looked up first (`-n`). */
  readonly namespace?: string;
  readonly cluster?: string;
  /** The cluster that `to` is looked up in, where it is another one than the caller's. */
  readonly toCluster?: string;
  readonly port?: number;
  readonly request?: RequestLine;
  /** Header names are lower-case; Authorization and Cookie values are already reduced to claims and names. */
  readonly headers: readonly Header[];
  /** The claims of a bearer token that was given, taken as validly signed. */
  readonly token?: Token;
  readonly scheme?: Scheme;
  readonly clientIp?: string;
}

export interface RequestLine {
  readonly method: string;
  /** Path with query string, as sent. */
  readonly path: string;
}

export interface Header {
  readonly name: string;
  readonly value: string;
}

/** A decoded JSON Web Token: its claims only, never the token itself. */
export interface Token {
  readonly claims: Readonly<Record<string, unknown>>;
  /** False: what was given is no JWT (`Basic …`, an opaque string). */
  readonly wellFormed: boolean;
}

/** What the application itself speaks. */
export type Scheme = "http" | "https" | "grpc" | "tcp" | "tls";

/** One end of a resolved question. `kind` "Host" is a name outside every registry, "Address" an IP. */
export type Party = Ref;
