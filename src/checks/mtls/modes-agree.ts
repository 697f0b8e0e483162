import { defineCheck } from "../../model/check.ts";
import { plaintextFindings } from "../plaintext/plaintext-findings.ts";
import { toldElsewhere } from "../plaintext/told-elsewhere.ts";
import { foreignTls } from "./foreign-tls.ts";
import { untakenMeshTls } from "./untaken-mesh-tls.ts";

/** Whether what the caller's proxy speaks is what the server's side takes. */
export const modesAgree = defineCheck({
  id: "mtls/modes-agree",
  step: "mtls",
  title: "both ends agree on mTLS",
  docs: `
    The caller's proxy speaks what a DestinationRule says; where none does, automatic mTLS chooses by the endpoint's
    label and by the PeerAuthentication of its namespace and the mesh. The server's proxy takes what the
    PeerAuthentication of its workload and port demands. Plaintext to STRICT is reset, mTLS to a server that does not
    take it fails in the handshake.
    Take a \`tls\` block away, or let it say ISTIO_MUTUAL, rather than weaken the server.
  `,
  sameAs: ["KIA0204", "KIA0205", "KIA0206", "KIA0207", "KIA0208", "KIA0401", "KIA0501", "KIA0505", "KIA0506"],
  classes: [
    "T01",
    "T02",
    "T03",
    "T04",
    "T05",
    "T06",
    "T07",
    "T08",
    "T09",
    "T10",
    "T11",
    "T15",
    "T17",
    "I03",
    "I21",
    "Z06",
    "S01",
    "K16",
  ],
  needs: ["traces", "mesh"],
  stations: ["tls"],

  undecided({ traces }) {
    return toldElsewhere(traces, "tls")
      ? { status: "skipped", reason: "a sidecar is missing or passed by; see sidecar injection" }
      : undefined;
  },

  run(inputs) {
    return [...plaintextFindings("mtls/modes-agree", inputs), ...untakenMeshTls(inputs), ...foreignTls(inputs)];
  },
});
