import type { CauseOf, PlaintextReason } from "../../model/cause.ts";

/** Failures for which plaintext on the wire may be to blame. */
export type PlaintextFailure = CauseOf<"plaintext-to-strict" | "rbac-denied" | "rbac-no-allow">;

/**
 * Why the wire is plaintext, where that is what fails the request: the server takes nothing else, or its policies
 * would admit the caller if they could tell who it is. `undefined`: something else is at fault first.
 */
export function chargedPlaintext(cause: PlaintextFailure): PlaintextReason | undefined {
  switch (cause.code) {
    case "plaintext-to-strict":
      return cause.client;
    case "rbac-denied":
      return cause.withIdentity === "allow" ? cause.plaintext : undefined;
    case "rbac-no-allow":
      return cause.withIdentity === "allow" || cause.nearest?.unmet.some(({ needsIdentity }) => needsIdentity === true)
        ? cause.plaintext
        : undefined;
  }
}
