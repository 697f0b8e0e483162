import { defineCheck } from "../../model/check.ts";
import { idleFindings } from "../idle-findings.ts";

/** VirtualServices that name the host of this pair in vain. */
export const virtualServicesInForce = defineCheck({
  id: "virtual-service/in-force",
  step: "virtual-service",
  title: "every VirtualService that names the host is in force for this caller",
  docs: `
    A VirtualService can be stored and still do nothing: its host is written so that it matches no service
    (\`payment.shop\` is not expanded), it is not exported to the caller, the caller's Sidecar leaves it out, or an older
    one owns the host (sidecars do not merge VirtualServices). The request then takes other routes than the file says.
    This is a warning: whether traffic is hurt is for the other checks to say.
  `,
  sameAs: ["IST0101", "IST0109", "IST0130", "IST0131", "KIA1106"],
  classes: ["R05", "R06", "R08", "R17", "R18", "R19", "R20", "R21", "R22", "R23"],
  needs: ["idle"],
  stations: ["route"],
  run: ({ idle }) => idleFindings(idle, "VirtualService", "routing"),
});
