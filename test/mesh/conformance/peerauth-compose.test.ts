import { expect } from "vitest";
import { peerAuthentication } from "../../../src/mesh/peer-authentication.ts";
import { conformance } from "./suite.ts";

interface Call {
  readonly port?: number;
  readonly workload: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
}

interface Expect {
  readonly mtlsMode: string;
  readonly perPort?: Readonly<Record<string, string>>;
}

conformance<Call, Expect>("peerauth-compose", {}, (mesh, { call, expect: wanted }) => {
  expect(peerAuthentication(mesh, call.workload, call.port).mode).toBe(wanted.mtlsMode);
  for (const [port, mode] of Object.entries(wanted.perPort ?? {}))
    expect(peerAuthentication(mesh, call.workload, Number(port)).mode, `port ${port}`).toBe(mode);
});
