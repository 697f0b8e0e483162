/** The way to one API server, and who asks there. */
export interface Connection {
  /** What messages call it: the context of a kubeconfig, the name of an EKS cluster. */
  readonly name: string;
  /** `https://host:port`, with a path where the server is behind one, without a slash at the end. */
  readonly server: string;
  /** The namespace that its owner works in, where one is said. */
  readonly namespace: string | undefined;
  /** URL of the proxy to go through. */
  readonly proxy: string | undefined;
  /** The program that is run for credentials, where one is. */
  readonly plugin?: string | undefined;
  /**
   * What to ask with now; cheap, for it is called before every request.
   * @param refused what the server would not take: something newer is wanted, if there is any
   * @throws KubeTrouble `unauthorized` where there are no credentials
   */
  access(signal: AbortSignal, refused?: Access): Promise<Access>;
}

/** Credentials and trust for a request. Never to be logged. */
export interface Access {
  /** `authorization` and the like, in lower case. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly tls: Tls;
}

/** Whom to trust, and the certificate to show; all in PEM. */
export interface Tls {
  /** Absent: the authorities that Node trusts. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name that the certificate must have, where it is not the server's. */
  readonly serverName?: string;
  /** Takes any certificate, as `insecure-skip-tls-verify` in a kubeconfig says. */
  readonly insecure?: boolean;
}
