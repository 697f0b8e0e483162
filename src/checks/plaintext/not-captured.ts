import { captureAdvice } from "../injection/capture-advice.ts";
import { captureAgain } from "../injection/capture-again.ts";
import { captureSpot } from "../injection/capture-spot.ts";
import type { PlaintextOrigin, PlaintextScene } from "./plaintext-origin.ts";
import type { ReasonOf } from "./reason-of.ts";

/** The caller's connection passes its own proxy by. */
export function notCaptured({ spot, why }: ReasonOf<"not-captured">, scene: PlaintextScene): PlaintextOrigin {
  const { mesh, pair, flow } = scene;
  const resource = captureSpot(mesh, spot, pair.clients[0]?.owner ?? pair.from);
  return {
    what: `the connection passes ${pair.from.name}'s own sidecar by (${why})`,
    note: why,
    layer: "injection",
    resource,
    related: [],
    evidence: [],
    proposals: captureAgain(mesh, resource, flow.port),
    advice: captureAdvice(resource),
    sameAs: resource.path.endsWith(".runAsUser") ? ["IST0144"] : [],
  };
}
