/** The keys of a `when` clause, without what stands in brackets. Source: Istio security/v1 `Condition`. */
export const whenKeys: readonly string[] = [
  "request.headers",
  "request.auth.principal",
  "request.auth.audiences",
  "request.auth.presenter",
  "request.auth.claims",
  "source.ip",
  "remote.ip",
  "source.namespace",
  "source.principal",
  "source.serviceAccount",
  "source.trustDomain",
  "destination.ip",
  "destination.port",
  "connection.sni",
];
