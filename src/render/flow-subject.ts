import type { Flow } from "../model/flow.ts";

/** What a flow is called in a sentence: `every POST /charge`, `10 % of calls to port 8080`. */
export interface FlowSubject {
  readonly one: string;
  readonly many: string;
}

/** Names a flow as shortly as the question did. */
export function flowSubject({ scheme, method, path, port, named }: Flow): FlowSubject {
  if (scheme === "tcp" || scheme === "tls")
    return { one: `connection to port ${port}`, many: `connections to port ${port}` };
  if (!named && method === undefined && path === undefined)
    return { one: `call to port ${port}`, many: `calls to port ${port}` };
  const request = `${method ?? "GET"} ${path ?? "/"}`;
  return { one: request, many: request };
}
