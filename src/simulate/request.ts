import { type Flow, methodOf } from "../model/flow.ts";
import type { HttpRequest } from "../model/http-request.ts";
import type { Scheme } from "../model/question.ts";
import type { Payload } from "./walk.ts";

/** What bytes an application of this scheme puts on the wire. */
export function payloadOf(scheme: Scheme): Payload {
  switch (scheme) {
    case "http":
    case "grpc":
      return "http";
    case "https":
    case "tls":
      return "tls";
    case "tcp":
      return "tcp";
  }
}

/** The flow as a proxy would see it; what was not named is the plainest: GET / without headers. */
export function requestOf(flow: Flow): HttpRequest {
  const headers: Record<string, string> = {};
  let authority = defaultAuthority(flow);
  for (const { name, value } of flow.headers) {
    const key = name.toLowerCase();
    if (key === "host" || key === ":authority") authority = value;
    else headers[key] = headers[key] === undefined ? value : `${headers[key]},${value}`;
  }
  const full = flow.path ?? "/";
  const question = full.indexOf("?");
  return {
    method: methodOf(flow),
    path: question < 0 ? full : full.slice(0, question),
    query: question < 0 ? "" : full.slice(question + 1),
    authority,
    scheme: flow.scheme === "https" ? "https" : "http",
    headers,
  };
}

/** Clients leave the port out where it is the scheme's own. */
function defaultAuthority({ host, port, scheme }: Flow): string {
  const own = scheme === "https" ? 443 : 80;
  const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return port === own ? name : `${name}:${port}`;
}

/** `payment:8080` → `payment`; brackets of IPv6 literals removed. */
export function withoutPort(authority: string): string {
  const ipv6 = /^\[([^\]]+)\](?::\d+)?$/.exec(authority);
  if (ipv6?.[1] !== undefined) return ipv6[1];
  const colon = authority.lastIndexOf(":");
  return colon > 0 && /^\d+$/.test(authority.slice(colon + 1)) && authority.indexOf(":") === colon
    ? authority.slice(0, colon)
    : authority;
}
