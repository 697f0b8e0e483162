import { expect } from "vitest";
import { registryEntries } from "../../../src/mesh/registry.ts";
import { serviceVisible } from "../../../src/mesh/visibility.ts";
import { conformance } from "./suite.ts";

interface Call {
  readonly from: { readonly namespace: string };
}
interface Expect {
  readonly visible?: boolean;
  readonly hosts?: readonly string[];
}

const ceiling = "the cap of mesh.serviceEntryVisibility, an option of Istio 1.32-dev, is not modelled";

const knownGaps = {
  "apply-to-sidecars-export-to-foo-in-baz-namespace-strips-the-explicit-foo-grant": ceiling,
  "apply-to-sidecars-export-to-star-in-bar-is-clamped-not-visible-cross-namespace-i": ceiling,
  "apply-to-sidecars-none-service-is-not-visible-even-in-its-own-namespace": ceiling,
  "apply-to-sidecars-none-visibility-hides-service-despite-export-to": ceiling,
};

conformance<Call, Expect>("exportto-service", knownGaps, (mesh, { call, expect: wanted }) => {
  const visible = mesh
    .all("ServiceEntry")
    .flatMap((entry) => registryEntries(entry))
    .filter((service) => serviceVisible(mesh, service, call.from.namespace))
    .map(({ hostname }) => hostname);
  if (wanted.hosts !== undefined) expect(visible.sort()).toEqual([...wanted.hosts].sort());
  else expect(visible.length > 0).toBe(wanted.visible);
});
