import { injectAll } from "../injection/inject-all.ts";
import { injectionAdvice } from "../injection/injection-advice.ts";
import { injectionSpot } from "../injection/injection-spot.ts";
import { injectionWhy } from "../injection/injection-why.ts";
import type { PlaintextOrigin, PlaintextScene } from "./plaintext-origin.ts";
import type { ReasonOf } from "./reason-of.ts";

/** The caller has no proxy that could speak mTLS. */
export function noSidecar(
  { injection }: ReasonOf<"no-sidecar">,
  { mesh, pair, bareCallers }: PlaintextScene,
): PlaintextOrigin {
  const resource = injectionSpot(injection);
  const why = injectionWhy(injection);
  return {
    what: `${pair.from.name} runs without a sidecar (${why})`,
    note: why,
    layer: "injection",
    resource,
    related: [],
    evidence: injection.evidence,
    proposals: injectAll(bareCallers, mesh),
    advice: injectionAdvice(injection),
    sameAs: resource.ref.kind === "Namespace" ? ["IST0102"] : ["IST0103"],
  };
}
