import type { HttpRequest } from "../model/http-request.ts";
import type { HttpRedirect } from "../model/resources/virtual-service.ts";

/** The answer of a route that redirects. */
export interface Redirection {
  readonly status: number;
  readonly location: string;
}

/**
 * Where a route redirects a request; `undefined`: its code is none that Istio takes, and the route has no action.
 * `port` is the one that the proxy listens on for it, `tls` whether the proxy ends TLS there.
 * Source: pilot/pkg/networking/core/route/route.go `ApplyRedirect`; Envoy source/common/router/config_impl.cc `newUri`.
 */
export function redirection(
  redirect: HttpRedirect,
  request: HttpRequest,
  { port, tls = false }: { readonly port: number; readonly tls?: boolean },
): Redirection | undefined {
  const status = redirect.redirectCode === undefined || redirect.redirectCode === 0 ? 301 : redirect.redirectCode;
  if (![301, 302, 303, 307, 308].includes(status)) return undefined;
  const scheme = redirect.scheme || request.scheme;
  const target = targetPort(redirect, port, redirect.scheme || (tls ? "https" : "http"));
  const host = redirect.authority || keptHost(request, scheme, target);
  return {
    status,
    location: `${scheme}://${host}${target === undefined ? "" : `:${target}`}${targetPath(redirect, request)}`,
  };
}

/** No `:80` for http and no `:443` for https. */
function targetPort({ port, derivePort }: HttpRedirect, listened: number, scheme: string): number | undefined {
  const wanted = port ?? (derivePort === "FROM_REQUEST_PORT" ? listened : undefined);
  if (wanted === undefined || wanted === 0) return undefined;
  return (wanted === 80 && scheme === "http") || (wanted === 443 && scheme === "https") ? undefined : wanted;
}

/** The request's own host; its port goes if another is written, or if it was the default of a scheme that changes. */
function keptHost({ authority, scheme: before }: HttpRequest, scheme: string, port: number | undefined): string {
  const [, host = authority, own] = /^(.*?)(?::(\d+))?$/.exec(authority) ?? [];
  if (own === undefined) return authority;
  const default_ = before === "https" ? "443" : "80";
  return port !== undefined || (scheme !== before && own === default_) ? host : authority;
}

/** A path that brings its own query keeps it; else the request's is carried over. */
function targetPath({ uri }: HttpRedirect, { path, query }: HttpRequest): string {
  const asked = query === "" ? "" : `?${query}`;
  if (uri === undefined || uri === "") return path + asked;
  return uri.includes("?") ? uri : uri + asked;
}
