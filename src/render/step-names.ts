import type { StepId } from "../model/check.ts";

/** What each step is called, in Istio's own words. */
export const stepNames: Readonly<Record<StepId, string>> = {
  destination: "destination",
  endpoints: "endpoints",
  ports: "port names",
  injection: "sidecar injection",
  gateway: "Gateway",
  scope: "Sidecar scope",
  "virtual-service": "VirtualService",
  "destination-rule": "DestinationRule",
  "network-policy": "NetworkPolicy",
  mtls: "mTLS",
  "request-authentication": "RequestAuthentication",
  "authorization-policy": "AuthorizationPolicy",
  "envoy-logs": "Envoy logs",
  application: "application",
  model: "proxy state",
};
