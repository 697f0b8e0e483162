import type { HopKind } from "../model/trace.ts";

/** What each station of a request is called in a drawing. */
export const stationNames: Readonly<Record<HopKind, string>> = {
  capture: "capture",
  resolve: "name",
  gateway: "gateway",
  listener: "listener",
  route: "route",
  fault: "fault",
  cluster: "cluster",
  endpoint: "endpoints",
  network: "network",
  tls: "TLS",
  authentication: "authentication",
  authorization: "authorization",
  inbound: "inbound",
};
