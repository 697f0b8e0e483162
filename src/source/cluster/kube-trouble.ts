/** How a request to an API server failed, in the words that decide what follows. */
export type TroubleKind =
  /** 401: the credentials are none, or no longer good. */
  | "unauthorized"
  /** 403: the role lacks a rule. */
  | "forbidden"
  /** 404: there is no such object, or the server does not serve the kind. */
  | "not-found"
  /** 410 again and again: the list changes faster than it can be paged. */
  | "gone"
  /** 429 or 503 until there was no time left. */
  | "overloaded"
  /** The deadline came first. */
  | "timeout"
  /** No connection: refused, unknown host, certificate not trusted. */
  | "unreachable"
  /** Another status, from 400 on. */
  | "refused"
  /** The answer is no JSON, or not of the form that was asked for. */
  | "garbled"
  /** More bytes than are held. */
  | "too-large";

/** A request to an API server that has failed for good. */
export class KubeTrouble extends Error {
  override readonly name = "KubeTrouble";
  readonly kind: TroubleKind;
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;

  /** @param message a clause in our own words, with what the server said behind it as plain, bounded text */
  constructor(kind: TroubleKind, message: string, status?: number) {
    super(message);
    this.kind = kind;
    this.status = status;
  }
}
