import type { InjectionVerdict, Spot } from "../../model/cause.ts";
import type { CheckFinding, Inputs } from "../../model/check.ts";
import type { Mesh } from "../../model/mesh.ts";
import type { Pair } from "../../model/pair.ts";
import { removeValue } from "../change/remove-value.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { promisesSidecar } from "../mtls/promises-sidecar.ts";
import { templatePath } from "../template-path.ts";
import { valueAt } from "../value-at.ts";
import { withShare } from "../with-share.ts";
import { injectPods } from "./inject-pods.ts";

const label = 'metadata.labels["security.istio.io/tlsMode"]';

/** Server pods that carry the injector's label and no proxy: callers speak mTLS to the bare application. */
export function promisedSidecars({
  traces,
  mesh,
  pair,
}: Pick<Inputs, "traces" | "mesh"> & { readonly pair: Pair }): CheckFinding[] {
  return findingsOf(traces, ["tls-to-plaintext"], (found) => {
    const { cause } = found;
    if (!promisesSidecar(cause) || cause.injection === undefined) return undefined;
    const { injection } = cause;
    const resource = labelSpot(mesh, injection);
    const old = valueAt(mesh, resource);
    const what = `the pods of ${injection.owner.name} are labelled security.istio.io/tlsMode=istio but have no sidecar, so ${pair.from.name}'s proxy speaks mTLS to an application that does not`;
    return {
      summary: withShare(found, "fails in TLS", "fail in TLS", what),
      layer: "injection",
      resource,
      related: injection.spot === undefined ? [] : [injection.spot],
      evidence: evidenceOf(mesh, resource, "promises a sidecar that is not there", [
        ...found.end.because,
        ...injection.evidence,
      ]),
      proposals: [
        ...(old === undefined
          ? []
          : [
              {
                summary: `Leave the label security.istio.io/tlsMode of ${injection.owner.name} to the injector`,
                changes: [removeValue(resource, old)],
                after: [],
              },
            ]),
        ...injectPods(injection, mesh),
      ],
      sameAs: ["IST0103"],
    };
  });
}

/** The template that brings the label; the pod where it stands there alone. */
function labelSpot(mesh: Mesh, { owner, pods }: InjectionVerdict): Spot {
  const template: Spot = { ref: owner, path: `${templatePath(owner)}.${label}` };
  const [pod] = pods;
  if (owner.kind !== "Pod" && valueAt(mesh, template) !== undefined) return template;
  return pod === undefined ? template : { ref: pod, path: label };
}
