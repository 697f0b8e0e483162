import { endingsOf, type Trace } from "../../model/trace.ts";
import { bypassesServer } from "../mtls/bypasses-server.ts";
import { promisesSidecar } from "../mtls/promises-sidecar.ts";
import { chargedPlaintext } from "./charged-plaintext.ts";

/**
 * Whether a request fails at this stage for want of a sidecar, or since its traffic passes one by: the stage itself
 * cannot be judged then, and the checks of injection say why.
 */
export function toldElsewhere(traces: readonly Trace[], stage: "tls" | "authorization"): boolean {
  return traces.some((trace) =>
    stage === "tls"
      ? endingsOf(trace, "plaintext-to-strict").length > 0 ||
        endingsOf(trace, "tls-to-plaintext").some(({ cause }) => bypassesServer(cause) || promisesSidecar(cause))
      : endingsOf(trace, "rbac-denied", "rbac-no-allow").some(({ cause }) => chargedPlaintext(cause) !== undefined),
  );
}
