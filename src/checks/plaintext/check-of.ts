import type { PlaintextReason } from "../../model/cause.ts";
import type { PlaintextCheck } from "./plaintext-origin.ts";

/** The check that speaks of a reason; where the server makes an exception that is not in force, that is about mTLS. */
export function checkOf({ code }: PlaintextReason, hasException: boolean): PlaintextCheck {
  if (code === "no-sidecar" && !hasException) return "injection/sidecars-present";
  return code === "not-captured" && !hasException ? "injection/traffic-captured" : "mtls/modes-agree";
}
