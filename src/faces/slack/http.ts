/** A request as every door gets it: from API Gateway, from a port of its own. Header names are lower-case. */
export interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** What is answered. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer without a body. */
export function bare(status: number): HttpResponse {
  return { status, headers: {}, body: "" };
}

/** An answer in JSON. */
export function json(status: number, value: unknown): HttpResponse {
  return { status, headers: { "content-type": "application/json; charset=utf-8" }, body: JSON.stringify(value) };
}
