import { expect } from "vitest";
import { authorizationPoliciesFor } from "../../../src/mesh/authorization-policies.ts";
import type { AuthorizationPolicy } from "../../../src/model/resources/security.ts";
import type { RegistryService } from "../../../src/model/service.ts";
import { conformance } from "./suite.ts";

interface Call {
  readonly workload: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly waypoint?: boolean;
    readonly services?: readonly { readonly name: string; readonly namespace: string }[];
  };
}

type Expect = Readonly<Record<"allow" | "deny" | "audit" | "custom", readonly string[]>>;

conformance<Call, Expect>("authz-selection", {}, (mesh, { call, expect: wanted }) => {
  const { namespace, labels, waypoint, services = [] } = call.workload;
  const policies = authorizationPoliciesFor(mesh, {
    namespace,
    labels,
    kind: waypoint === true ? "waypoint" : "sidecar",
    services: services.map(serviceOf),
  });
  for (const action of ["allow", "deny", "audit", "custom"] as const)
    expect(policies[action].map(nameOf), action).toEqual(wanted[action]);
});

function nameOf({ metadata }: AuthorizationPolicy): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function serviceOf({ name, namespace }: { readonly name: string; readonly namespace: string }): RegistryService {
  return {
    hostname: `${name}.${namespace}.svc.cluster.local`,
    namespace,
    registry: "Kubernetes",
    ref: { apiVersion: "v1", kind: "Service", namespace, name },
    ports: [],
    resolution: "eds",
    headless: false,
    addresses: [],
    meshExternal: false,
    exportTo: undefined,
    createdAt: "",
  };
}
