import type { InjectionVerdict, PlaintextReason, Spot } from "../../model/cause.ts";
import type { Charge, CheckFinding } from "../../model/check.ts";
import type { Scene } from "../in-force/scene.ts";
import { autoMtlsOff } from "./auto-mtls-off.ts";
import { destinationRuleOrigin } from "./destination-rule-origin.ts";
import { inferredDisable } from "./inferred-disable.ts";
import { meshExternal } from "./mesh-external.ts";
import { noSidecar } from "./no-sidecar.ts";
import { noTlsLabel } from "./no-tls-label.ts";
import { notCaptured } from "./not-captured.ts";
import { passthrough } from "./passthrough.ts";

/** The checks that speak of plaintext, each of its own reasons. */
export type PlaintextCheck = "injection/sidecars-present" | "injection/traffic-captured" | "mtls/modes-agree";

/** What puts plaintext on the wire: the object to charge, and what would mend it. */
export interface PlaintextOrigin extends Omit<Charge, "summary">, Pick<CheckFinding, "layer" | "advice" | "sameAs"> {
  /** Why the wire is plaintext, as the first half of a sentence. */
  readonly what: string;
  /** What the field says here. */
  readonly note?: string;
  /** Objects that would keep it from being plaintext, were they in force; `what` as above. */
  readonly inert?: readonly (Omit<Charge, "summary"> & { readonly what: string })[];
}

/** Where the request was, and what declares the server's port. */
export interface PlaintextScene extends Scene {
  readonly declared: Spot | undefined;
  /** What is known of every caller without a sidecar. */
  readonly bareCallers: readonly InjectionVerdict[];
}

/** What to blame for a plaintext connection, by the reason that the proxy (or its absence) gave. */
export function plaintextOrigin(reason: PlaintextReason, scene: PlaintextScene): PlaintextOrigin {
  switch (reason.code) {
    case "no-sidecar":
      return noSidecar(reason, scene);
    case "not-captured":
      return notCaptured(reason, scene);
    case "destination-rule":
      return destinationRuleOrigin(reason, scene);
    case "auto-mtls-off":
      return autoMtlsOff(reason, scene);
    case "inferred-disable":
      return inferredDisable(reason, scene);
    case "no-tls-label":
      return noTlsLabel(reason, scene);
    case "passthrough":
      return passthrough(reason, scene);
    case "mesh-external":
      return meshExternal(reason, scene);
  }
}
