import type { HttpRequest, HttpResponse } from "../slack/http.ts";

/** What API Gateway's HTTP API hands to a function (payload format 2.0), as far as it is looked at. */
export interface GatewayEvent {
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: { readonly http?: { readonly method?: string } };
}

/** What API Gateway makes an HTTP response of. */
export interface GatewayResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The request as its bytes came: forms arrive in base64, JSON as text. */
export function requestFrom({
  headers = {},
  body = "",
  isBase64Encoded = false,
  requestContext,
}: GatewayEvent): HttpRequest {
  return {
    method: requestContext?.http?.method ?? "POST",
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(body, isBase64Encoded ? "base64" : "utf8"),
  };
}

/** The response as API Gateway takes it. */
export function resultFrom({ status, headers, body }: HttpResponse): GatewayResult {
  return { statusCode: status, headers, body };
}
