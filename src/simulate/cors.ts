import { matchHttp } from "../mesh/http-match.ts";
import type { HttpRequest } from "../model/http-request.ts";
import type { CorsPolicy } from "../model/resources/virtual-service.ts";

/** Whether Envoy answers this preflight itself. Source: Envoy cors filter `decodeHeaders`. */
export function answersPreflight({ allowOrigins = [] }: CorsPolicy, request: HttpRequest): boolean {
  const { origin } = request.headers;
  if (
    request.method !== "OPTIONS" ||
    origin === undefined ||
    request.headers["access-control-request-method"] === undefined
  )
    return false;
  return allowOrigins.some((allowed) => matchHttp({ headers: { origin: allowed } }, request, "allowOrigins").matches);
}
