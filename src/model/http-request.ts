/** A request as a proxy sees it, every field concrete. */
export interface HttpRequest {
  readonly method: string;
  /** Without the query string. */
  readonly path: string;
  /** Without the question mark; "" where there is none. */
  readonly query: string;
  /** `:authority`, with the port when the client sends one. */
  readonly authority: string;
  readonly scheme: "http" | "https";
  /** By lower-case name; several values of one name joined by ",". */
  readonly headers: Readonly<Record<string, string>>;
}

/** The value of a query parameter, decoded as little as Envoy does; `undefined`: not there. */
export function queryParam(query: string, name: string): string | undefined {
  for (const pair of query.split("&")) {
    const equals = pair.indexOf("=");
    const key = equals < 0 ? pair : pair.slice(0, equals);
    if (key === name && pair !== "") return equals < 0 ? "" : pair.slice(equals + 1);
  }
  return undefined;
}
