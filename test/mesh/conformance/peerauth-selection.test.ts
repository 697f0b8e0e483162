import { expect } from "vitest";
import { inheritedMode, peerAuthenticationScopes } from "../../../src/mesh/peer-authentication.ts";
import { conformance } from "./suite.ts";

interface Call {
  readonly workload: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
}

interface Expect {
  readonly peerAuthentications: readonly string[];
  /** `UNKNOWN`: no policy at all. */
  readonly namespaceMtlsMode: string;
}

conformance<Call, Expect>("peerauth-selection", {}, (mesh, { call, expect: wanted }) => {
  const scopes = peerAuthenticationScopes(mesh, call.workload);
  const selected = [scopes.namespace, scopes.workload, scopes.mesh].flatMap((policy) =>
    policy === undefined ? [] : [`${policy.metadata.namespace}/${policy.metadata.name}`],
  );
  expect(selected).toEqual(wanted.peerAuthentications);
  const wide = { ...scopes, workload: undefined };
  const nothing = wide.mesh === undefined && wide.namespace === undefined;
  expect(nothing ? "UNKNOWN" : inheritedMode(wide).mode).toBe(wanted.namespaceMtlsMode);
});
