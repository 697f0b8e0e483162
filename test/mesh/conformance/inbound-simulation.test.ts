import { expectInbound, type InboundCall, type InboundExpect } from "./inbound-calls.ts";
import { conformance } from "./suite.ts";

conformance<InboundCall, InboundExpect>("inbound-simulation", {}, (mesh, { call, expect }) =>
  expectInbound(mesh, call, expect),
);
