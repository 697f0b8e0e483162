import { defineCheck } from "../../model/check.ts";
import { idleFindings } from "../idle-findings.ts";

/** PeerAuthentications that read as if they were meant for the server's port, and are not in force there. */
export const peerAuthenticationsInForce = defineCheck({
  id: "mtls/in-force",
  step: "mtls",
  title: "every PeerAuthentication meant for the server is in force there",
  docs: `
    Of several PeerAuthentications of one scope only the oldest counts; one with a selector in the root namespace is
    ignored; \`portLevelMtls\` is keyed by the port the application listens on, not by the Service's port.
    Such a policy is stored and does nothing. This is a warning: whether traffic is hurt is for the other checks to say.
  `,
  sameAs: ["IST0127"],
  classes: ["T07", "T08", "T09"],
  needs: ["idle"],
  stations: ["tls"],
  run: ({ idle }) => idleFindings(idle, "PeerAuthentication", "security"),
});
