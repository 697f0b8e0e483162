import { refText } from "../../model/ref.ts";
import { injectPods } from "../injection/inject-pods.ts";
import { injectionAdvice } from "../injection/injection-advice.ts";
import { injectionSpot } from "../injection/injection-spot.ts";
import { injectionWhy } from "../injection/injection-why.ts";
import { askForMeshTls } from "../mtls/ask-for-mesh-tls.ts";
import { takeBoth } from "../mtls/take-both.ts";
import type { PlaintextOrigin, PlaintextScene } from "./plaintext-origin.ts";
import type { ReasonOf } from "./reason-of.ts";

/** Callers' proxies conclude that the service takes no mTLS. */
export function inferredDisable(reason: ReasonOf<"inferred-disable">, scene: PlaintextScene): PlaintextOrigin {
  const { spot, why, bare } = reason;
  const { mesh, pair } = scene;
  if (bare !== undefined) return forTheSakeOf(bare, reason, scene);
  const resource = spot ?? { ref: pair.to, path: "spec" };
  const isPolicy = resource.ref.kind === "PeerAuthentication";
  return {
    what: isPolicy
      ? `${refText(resource.ref)} switches mTLS off for ${resource.ref.namespace === mesh.settings.rootNamespace ? "the mesh" : `namespace ${resource.ref.namespace}`}, which is all that callers' proxies go by`
      : `${pair.to.name} gets plaintext from every caller (${why})`,
    layer: isPolicy ? "security" : "traffic-policy",
    resource,
    related: [],
    evidence: [],
    proposals: [...(isPolicy ? takeBoth(mesh, resource) : []), ...askForMeshTls(scene)],
    advice: [],
    sameAs: [],
  };
}

/** A headless service: one pod without a sidecar, and all get plaintext. */
function forTheSakeOf(
  bare: NonNullable<ReasonOf<"inferred-disable">["bare"]>,
  { spot }: ReasonOf<"inferred-disable">,
  scene: PlaintextScene,
): PlaintextOrigin {
  const { pods } = bare;
  const why = injectionWhy(bare);
  const count = pods.length === 1 ? "one of its pods runs" : `${pods.length} of its pods run`;
  return {
    what: `${scene.pair.to.name} is headless and ${count} without a sidecar (${why}), so all of them get plaintext`,
    note: why,
    layer: "injection",
    resource: injectionSpot(bare),
    related: spot === undefined ? [] : [spot],
    evidence: bare.evidence,
    proposals: [...injectPods(bare, scene.mesh), ...askForMeshTls(scene)],
    advice: injectionAdvice(bare),
    sameAs: [],
  };
}
