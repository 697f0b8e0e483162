import { expect } from "vitest";
import { importsVirtualService } from "../../../src/mesh/imports-virtual-service.ts";
import { sidecarScope } from "../../../src/mesh/sidecar-scope.ts";
import { conformance } from "./suite.ts";

interface Call {
  readonly from: { readonly namespace: string };
}
interface Expect {
  readonly virtualServices: readonly string[];
}

conformance<Call, Expect>("sidecar-vs-selection", {}, (mesh, { call, expect: wanted }) => {
  const scope = sidecarScope(mesh, { kind: "sidecar", namespace: call.from.namespace, labels: {} });
  const imported = mesh.all("VirtualService").filter((service) => importsVirtualService(mesh, scope, service).imported);
  expect(imported.map(({ metadata }) => metadata.name)).toEqual(wanted.virtualServices);
});
