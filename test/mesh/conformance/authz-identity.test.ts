import { expect } from "vitest";
import { authorizationPoliciesFor } from "../../../src/mesh/authorization-policies.ts";
import { authorize } from "../../../src/mesh/authorize.ts";
import { arrival } from "../arrival.ts";
import { conformance } from "./suite.ts";

interface Call {
  readonly from: { readonly identity: string };
  readonly workload: { readonly namespace: string };
}

conformance<Call, { readonly matches: boolean }>("authz-identity", {}, (mesh, { call, expect: wanted }) => {
  const target = { namespace: call.workload.namespace, labels: {}, kind: "sidecar" } as const;
  const policies = authorizationPoliciesFor(mesh, target);
  const { result } = authorize(mesh, policies, arrival({ principal: call.from.identity }));
  expect(result).toBe(wanted.matches ? "allow" : "deny");
});
