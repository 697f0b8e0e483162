import type { Arrival } from "../../src/model/connection.ts";
import type { HttpRequest } from "../../src/model/http-request.ts";

/** `GET http://payment.shop:8080/` from checkout, over mTLS, at port 8080; what is given replaces its part of that. */
export function arrival(
  given: Partial<Omit<Arrival, "http">> & { readonly http?: Partial<HttpRequest> } = {},
): Arrival {
  return {
    principal: "cluster.local/ns/shop/sa/checkout",
    sourceIp: "10.0.0.7",
    remoteIp: "10.0.0.7",
    destinationIp: "10.0.0.9",
    destinationPort: 8080,
    sni: "outbound_.8080_._.payment.shop.svc.cluster.local",
    token: undefined,
    ...given,
    http: {
      method: "GET",
      path: "/",
      query: "",
      authority: "payment.shop:8080",
      scheme: "http",
      headers: {},
      ...given.http,
    },
  };
}

/** The same connection to a port that the proxy treats as TCP. */
export function tcpArrival(given: Partial<Omit<Arrival, "http">> = {}): Arrival {
  return { ...arrival(given), http: undefined };
}
