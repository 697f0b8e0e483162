import type { Flow } from "../model/flow.ts";

/** What a flow is called in a sentence: `every POST /charge`, `10 % of calls to port 8080`. */
export interface FlowSubject {
  readonly one: string;
  readonly many: string;
}

/** Names a flow as shortly as the question did. */
export function flowSubject({ scheme, method, path, port, named, headers, through }: Flow): FlowSubject {
  const of = through === undefined ? "" : ` of ${through}`;
  if (scheme === "tcp" || scheme === "tls")
    return { one: `connection to port ${port}${of}`, many: `connections to port ${port}${of}` };
  // A request made up for a condition on headers is nothing without them.
  const marks = named ? "" : headers.map(({ name, value }) => ` with ${name}: ${value}`).join("");
  if (!named && method === undefined && path === undefined)
    return { one: `call to port ${port}${of}${marks}`, many: `calls to port ${port}${of}${marks}` };
  const request = `${method ?? "GET"} ${path ?? "/"}${marks}`;
  return { one: request, many: request };
}
