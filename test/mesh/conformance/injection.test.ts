import { expect } from "vitest";
import { injectRequired } from "../../../src/mesh/inject-required.ts";
import type { InjectorConfig } from "../../../src/model/resources/mesh-config.ts";
import { first } from "../yaml-mesh.ts";
import { conformance } from "./suite.ts";

interface Call {
  readonly injectorConfig: InjectorConfig;
}

conformance<Call, { readonly injected: boolean }>("injection", {}, (mesh, given) => {
  const { metadata, spec } = first(mesh, "Pod");
  const { namespace, labels, annotations } = metadata;
  const { required } = injectRequired({ namespace, labels, annotations, spec }, given.call.injectorConfig);
  expect(required).toBe(given.expect.injected);
});
