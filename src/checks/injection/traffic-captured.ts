import { type CheckFinding, defineCheck, type Inputs } from "../../model/check.ts";
import type { Pair } from "../../model/pair.ts";
import { evidenceOf } from "../evidence-of.ts";
import { findingsOf } from "../findings-of.ts";
import { bypassesServer } from "../mtls/bypasses-server.ts";
import { plaintextFindings } from "../plaintext/plaintext-findings.ts";
import { withShare } from "../with-share.ts";
import { captureAdvice } from "./capture-advice.ts";
import { captureAgain } from "./capture-again.ts";
import { captureSpot } from "./capture-spot.ts";

/** Whether the traffic goes through the proxies that are there. */
export const trafficCaptured = defineCheck({
  id: "injection/traffic-captured",
  step: "injection",
  title: "the traffic goes through both sidecars",
  docs: `
    Annotations can keep ports or addresses out of the redirection to the sidecar, and what runs as user 1337 always
    passes it by. A caller's traffic is then plaintext, without routes and without an identity; at a server nobody
    takes off the mTLS that callers speak.
    Take the port out of the exclusion, or let the application run as another user.
  `,
  sameAs: ["IST0144"],
  classes: ["I12", "I13", "I14", "I15"],
  needs: ["traces", "mesh"],
  stations: ["capture", "listener"],

  run(inputs) {
    return [...plaintextFindings("injection/traffic-captured", inputs), ...bypassedServers(inputs)];
  },
});

/** Callers speak mTLS to a port that the server's own sidecar never sees. */
function bypassedServers({
  traces,
  mesh,
  pair,
}: Pick<Inputs, "traces" | "mesh"> & { readonly pair: Pair }): CheckFinding[] {
  return findingsOf(traces, ["tls-to-plaintext"], (found) => {
    const { cause } = found;
    if (!bypassesServer(cause) || cause.server === undefined) return undefined;
    const resource = captureSpot(mesh, cause.server, cause.server.ref);
    const what = `${pair.from.name}'s proxy speaks mTLS to ${resource.ref.name}, whose own sidecar does not see the connection (${cause.serverWhy})`;
    return {
      summary: withShare(found, "fails in TLS", "fail in TLS", what),
      layer: "injection",
      resource,
      related: cause.client === undefined ? [] : [cause.client],
      evidence: evidenceOf(mesh, resource, cause.serverWhy, found.end.because),
      proposals: captureAgain(mesh, resource, cause.port),
      advice: captureAdvice(resource),
    };
  });
}
