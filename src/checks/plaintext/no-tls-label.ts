import type { Proposal } from "../../model/fix.ts";
import type { Mesh } from "../../model/mesh.ts";
import { type Ref, refText } from "../../model/ref.ts";
import { addMember } from "../change/add-member.ts";
import { removeValue } from "../change/remove-value.ts";
import { rolloutRestart } from "../rollout-restart.ts";
import { templatePath } from "../template-path.ts";
import { valueAt } from "../value-at.ts";
import type { PlaintextOrigin, PlaintextScene } from "./plaintext-origin.ts";
import type { ReasonOf } from "./reason-of.ts";

const label = 'metadata.labels["security.istio.io/tlsMode"]';

/** The server's pods do not say that they take mTLS, as an injected pod's label does. */
export function noTlsLabel({ owner, pods }: ReasonOf<"no-tls-label">, { mesh }: PlaintextScene): PlaintextOrigin {
  const at = owner.kind === "Pod" ? label : `${templatePath(owner)}.${label}`;
  const note = 'the injector writes "istio" here; without it callers take the pod for one without a sidecar';
  return {
    what: `the pods of ${owner.name} lack the label security.istio.io/tlsMode=istio, so callers send plaintext`,
    note,
    layer: "injection",
    resource: { ref: owner, path: at },
    related: pods.slice(0, 1).map((ref) => ({ ref, path: label })),
    evidence: [],
    proposals: relabel(mesh, owner, at),
    advice: [],
    sameAs: [],
  };
}

/** The injector sets the label, unless the template sets another, or brings its own proxy. */
function relabel(mesh: Mesh, owner: Ref, at: string): readonly Proposal[] {
  const written = valueAt(mesh, { ref: owner, path: at });
  const restart = rolloutRestart(owner);
  const added: Proposal = {
    summary: `Label the pods of ${refText(owner)} security.istio.io/tlsMode=istio`,
    changes: [addMember({ ref: owner, path: at }, "istio", { path: "metadata.name", value: owner.name })],
    after: [],
  };
  if (written !== undefined)
    return [
      {
        summary: `Leave the label security.istio.io/tlsMode of ${refText(owner)} to the injector`,
        changes: [removeValue({ ref: owner, path: at }, written)],
        after: [],
      },
    ];
  return [
    ...(restart === undefined
      ? []
      : [{ summary: `Restart ${refText(owner)}: the injector labels new pods`, changes: [], after: [restart] }]),
    added,
  ];
}
